/** Lines as they come; what follows the last line break is no line. Ends quietly when the instance goes away. */
export async function* linesOf(response: Response): AsyncGenerator<string> {
  let rest = '';
  try {
    for await (const piece of (response.body ?? new ReadableStream()).pipeThrough(new TextDecoderStream())) {
      const lines = (rest + piece).split('\n');
      rest = lines.pop() ?? '';
      yield* lines.filter((line) => line !== '');
    }
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
  }
}
