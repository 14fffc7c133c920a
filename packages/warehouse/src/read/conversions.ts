import { sql } from '../sql/sql.ts';

/** The latest version of every enquiry and deal, as what stands after FROM. Filter by workspace and `present`. */
export const conversions = sql`conversion FINAL`;
