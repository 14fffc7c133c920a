/** What one service tells of its HTTP routes: a part of the OpenAPI 3.1 document of the whole product. */
export interface OpenApiPart {
  readonly paths: OpenApiPaths;
  /** Shapes by name; `schemaNamed` refers to them. */
  readonly schemas?: Readonly<Record<string, JsonSchema>>;
}

export type OpenApiPaths = Readonly<Record<string, OpenApiPath>>;
export type OpenApiPath = Readonly<Partial<Record<OpenApiMethod, OpenApiOperation>>>;

/** The methods OpenAPI knows. */
export const OPEN_API_METHODS = ['get', 'put', 'post', 'delete', 'options', 'head', 'patch', 'trace'] as const;
export type OpenApiMethod = (typeof OPEN_API_METHODS)[number];

/** JSON schema (2020-12). */
export type JsonSchema = Readonly<Record<string, unknown>>;

export interface OpenApiOperation {
  readonly tags: readonly string[];
  readonly summary: string;
  readonly description?: string;
  /** Empty list or absent: open to everyone. */
  readonly security?: readonly Readonly<Record<string, readonly string[]>>[];
  readonly parameters?: readonly OpenApiParameter[];
  readonly requestBody?: { readonly required: boolean; readonly content: OpenApiContent };
  readonly responses: OpenApiAnswers;
}

export interface OpenApiParameter {
  readonly name: string;
  readonly in: 'path' | 'query' | 'header';
  readonly required?: boolean;
  readonly description: string;
  readonly schema: JsonSchema;
}

/** By media type. */
export type OpenApiContent = Readonly<Record<string, { readonly schema: JsonSchema }>>;

/** By status. */
export type OpenApiAnswers = Readonly<Record<string, OpenApiAnswer>>;
export interface OpenApiAnswer {
  readonly description: string;
  readonly content?: OpenApiContent;
}
