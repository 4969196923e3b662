import { createRequire } from 'node:module'

/** The version in package.json, found by the package's own name from src/ and from dist/ alike. */
export const packageVersion = (): string =>
  (createRequire(import.meta.url)('claudecodex/package.json') as { version: string }).version
