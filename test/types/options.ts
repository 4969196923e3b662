/** How options are typed, from the configuration to `setup`, as the compiler sees it. Nothing here runs. */
import { defineConfig, definePlugin, type Plugin, type StandardSchema } from 'claudecodex'
import { z } from 'zod'

const schema = z.object({ level: z.number().default(3), words: z.array(z.string()).default([]) })

/** What may be written in a configuration is the schema's input; what `setup` gets is its output, without a cast. */
export const checked = definePlugin((_given: z.input<typeof schema>) => {
  let level = 0
  return {
    name: 'checked',
    apiVersion: 1,
    options: schema,
    setup({ options }) {
      level = options.level
      const words: string[] = options.words
      void words
      // @ts-expect-error the schema knows no such option
      void options.nothing
    },
    onEvent: event => (level > 0 ? event : null),
  }
})
export const byDefault: Plugin = checked({})
export const chosen: Plugin = checked({ level: 2 })
// @ts-expect-error a level is a number
export const wrong: Plugin = checked({ level: 'high' })
// @ts-expect-error there is no such option
export const unknown: Plugin = checked({ levels: 2 })

/** A plugin that needs no option may be made with none. */
export const optional = definePlugin((_given: z.input<typeof schema> | void) => ({
  name: 'optional',
  apiVersion: 1,
  options: schema,
  setup({ options }) {
    const level: number = options.level
    void level
  },
}))
export const made: Plugin = optional()

/** A schema of one's own does as well. */
declare const own: StandardSchema<{ readonly deep: boolean }>
export const withOwn = definePlugin(() => ({
  name: 'own',
  apiVersion: 1,
  options: own,
  setup({ options }) {
    const deep: boolean = options.deep
    void deep
  },
}))

/** Without a schema nobody has checked them. */
export const unchecked = definePlugin<{ readonly word: string }>(({ word }) => ({
  name: 'unchecked',
  apiVersion: 1,
  setup({ options, log }) {
    log.info(word)
    // @ts-expect-error options that nothing has checked are unknown
    void options.word
  },
}))

export const configuration = defineConfig({
  plugins: [checked({ words: ['a'] }), optional(), withOwn(), ['./other.ts', { word: 'a' }]],
})
