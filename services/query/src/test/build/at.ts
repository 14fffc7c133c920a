export const at = (text: string): number => Date.parse(text);
