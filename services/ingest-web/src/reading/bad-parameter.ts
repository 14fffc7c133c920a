import { Problem } from '@throughline/runtime';

/** 400: a parameter of the query cannot be used; `detail` says what may stand there. */
export const badParameter = (name: string, detail: string, code = 'invalid_value'): Problem =>
  new Problem(400, 'parameter_invalid', `The parameter '${name}' is not usable.`, [
    { pointer: `/${name}`, code, detail },
  ]);
