/** A provider made up for tests, in one file as a real one: JSON, a signature in a header, an echo, two kinds of event. */
import { createHmac, timingSafeEqual } from 'node:crypto';
import { z } from 'zod';
import { callEvent, personalOf } from '../provider/build-event.ts';
import type { Provider } from '../provider/provider.ts';
import { ignored, rejected, translated } from '../provider/translation.ts';
import { unixMoment } from '../wire/moment.ts';
import { readParameters } from '../wire/read-parameters.ts';
import { textAt } from '../wire/tree.ts';

const settingsSchema = z.object({ signingKey: z.string() });

export const reverseProvider: Provider<z.infer<typeof settingsSchema>> = {
  name: 'reverse',
  role: 'telephony',
  revision: 1,
  settingsSchema,
  headers: ['x-reverse-signature'],
  verify(request, { signingKey }) {
    if (request.query.includes('echo=')) return { kind: 'ok' };
    const expected = createHmac('sha256', signingKey).update(request.body).digest();
    const given = Buffer.from(request.headers['x-reverse-signature'] ?? '', 'hex');
    const equal = given.length === expected.length && timingSafeEqual(given, expected);
    return equal ? { kind: 'ok' } : { kind: 'wrong_signature', detail: 'x-reverse-signature' };
  },
  answer(request) {
    const echo = new URLSearchParams(request.query).get('echo');
    return echo === null ? null : { contentType: 'text/plain', body: echo };
  },
  translate(request, context) {
    const read = readParameters(request);
    if (read.kind === 'unreadable') return rejected(read.reason, read.detail);
    if (request.query !== '') return ignored('not_used', 'echo');
    const [kind, id] = [textAt(read.tree, 'kind'), textAt(read.tree, 'id')];
    const moment = unixMoment(textAt(read.tree, 'at'));
    if (kind === 'boom') throw new Error('a defect of this file');
    if (kind !== 'ring') return rejected('unknown_event', kind ?? 'no kind');
    if (id === null || moment === null) return rejected('missing_field', 'id or at');
    const personal = personalOf(context, { phone: textAt(read.tree, 'from') });
    return translated({ events: [callEvent(context, { key: id, moment }, id, { direction: 'in', personal })] });
  },
};
