/** Who fills in a form, as far as it says so. */
export interface Contact {
  phone?: string;
  email?: string;
  name?: string;
}

/** Types that are read at all: never passwords, hidden fields, files. */
const READ = /^(text|tel|email)$/;
const SECRET = /cc-|card|cvc|cvv|pass|карт/;
const MOST_DIGITS_OF_A_PHONE = 15;

/**
 * The first phone, email and name of a form, by type, autocomplete, name and id of its fields;
 * `data-throughline-field="phone|email|name"` says it outright, any other value takes a field out.
 */
export function contactOfForm(form: HTMLFormElement): Contact {
  const contact: Contact = {};
  for (const field of Array.from(form.elements)) {
    if (!(field instanceof HTMLInputElement) || !READ.test(field.type)) continue;
    const value = field.value.trim();
    const meaning = field.dataset['throughlineField'] ?? meaningOf(field);
    if (!value || (meaning === 'phone' && value.replace(/\D/g, '').length > MOST_DIGITS_OF_A_PHONE)) continue;
    if (meaning === 'phone' || meaning === 'email' || meaning === 'name') contact[meaning] = contact[meaning] ?? value;
  }
  return contact;
}

function meaningOf({ type, autocomplete, name, id }: HTMLInputElement): string {
  const hint = `${autocomplete} ${name} ${id}`.toLowerCase();
  if (SECRET.test(hint)) return '';
  if (type === 'tel' || /phone|\btel|телефон/.test(hint)) return 'phone';
  if (type === 'email' || /mail|почт/.test(hint)) return 'email';
  return /name|fio|имя|фио/.test(hint) && !/user|login|company/.test(hint) ? 'name' : '';
}
