import { z } from 'zod';

/** A setting that is a list of texts; on a command line one text, with commas between. */
export const listSetting = z.union([
  z.array(z.string()),
  z.string().transform((text) =>
    text
      .split(',')
      .map((item) => item.trim())
      .filter((item) => item !== ''),
  ),
]);
