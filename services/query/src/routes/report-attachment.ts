import { attachment } from '../output/attachment.ts';
import { TEXTS } from '../page/texts.ts';

/** `Content-Disposition` of a report's file: its name and its days, in Russian for whoever reads it so. */
export const reportAttachment = (
  report: string,
  { from, to }: { readonly from: string; readonly to: string },
  extension: string,
  inRussian: boolean,
): string => {
  const name = `${report}_${from}_${to}`;
  const title = inRussian ? `${TEXTS.ru.export.reports[report] ?? report} ${from}—${to}` : name;
  return attachment(`${title}.${extension}`, `${name}.${extension}`);
};
