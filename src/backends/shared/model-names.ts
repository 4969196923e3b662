/** What the names of OpenAI's models tell. */

/** Claude Code marks the wish for a long window in the name. */
export const modelName = (model: string): string => model.replace(/\[1m\]$/i, '')

/** Without a gateway's prefix, such as `openai/`. */
export const bareName = (model: string): string => model.slice(model.lastIndexOf('/') + 1)

/** Models that reason before they answer, and take no sampling parameters. */
export const isReasoning = (model: string): boolean => /^(o\d|gpt-[5-9](?!.*-chat))/.test(bareName(model))
