/** Public ids of conversions (contract.md): `enquiry:`, `lead:`, `deal:`, `sale:` and the enquiry's or deal's own id. */
import { dealNode, enquiryNode } from '@throughline/domain';
import type { Conversion, NodeId } from '@throughline/domain';

export const CONVERSION_KINDS = ['enquiry', 'lead', 'deal', 'sale'] as const;
export type ConversionKind = (typeof CONVERSION_KINDS)[number];

/** What a public id may stand for, most likely first: an enquiry may itself be called `deal:...`. */
export interface ConversionReference {
  readonly kind: ConversionKind;
  readonly node: NodeId;
  /**
   * Picks the conversion among those of its person, if it is (still) of this kind. An id that was found to be another
   * source's word on the same enquiry picks that enquiry, that of a merged deal the deal it was merged into.
   */
  readonly matches: (conversion: Conversion, survivorOf: ReadonlyMap<string, string>) => boolean;
}

export const parseConversionId = (id: string): readonly ConversionReference[] => {
  const colon = id.indexOf(':');
  const kind = CONVERSION_KINDS.find((known) => known === id.slice(0, colon));
  const own = id.slice(colon + 1);
  if (colon < 0 || kind === undefined || own === '') return [];
  if (kind === 'deal' || kind === 'sale') {
    const matches: ConversionReference['matches'] = (c, survivorOf) =>
      c.kind === 'deal' && c.id === (survivorOf.get(own) ?? own) && c.present && (kind === 'deal' || c.isSale);
    return [{ kind, node: dealNode(own), matches }];
  }
  const stated: ConversionReference = {
    kind,
    node: enquiryNode(own),
    matches: (c) =>
      c.kind === 'enquiry' &&
      c.present &&
      (c.id === own || c.mergedIds.includes(own)) &&
      (kind === 'enquiry' || c.isLead),
  };
  if (!own.startsWith('deal:')) return [stated];
  const dealId = own.slice('deal:'.length);
  const implied: ConversionReference = {
    kind,
    node: dealNode(dealId),
    matches: (c) =>
      c.kind === 'deal' && c.id === dealId && c.present && c.implied && (kind === 'enquiry' || c.impliedIsLead),
  };
  return [stated, implied];
};

/** The public id of a stored row `enquiry:<id>` or `deal:<id>` as a conversion of `kind`. */
export const conversionIdOf = (kind: ConversionKind, stored: string): string => {
  const colon = stored.indexOf(':');
  const [storedKind, own] = [stored.slice(0, colon), stored.slice(colon + 1)];
  const implied = storedKind === 'deal' && (kind === 'enquiry' || kind === 'lead');
  return `${kind}:${implied ? 'deal:' : ''}${own}`;
};
