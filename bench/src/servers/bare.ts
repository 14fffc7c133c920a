import { answer, serveBodies } from './serve-bodies.ts';

/** The floor: node:http that reads the body (`parse`: and parses its JSON), then answers. Nothing is checked or kept. */
const parse = process.argv.includes('parse');

serveBodies((body, response) => {
  if (parse && (JSON.parse(body.toString()) as { events: unknown[] }).events.length === 0) throw new Error('no events');
  answer(response);
});
