/** The whole public API. */
export * from './anthropic/blocks.ts'
