/** Puts texts into the system prompt, and replaces some of it. See docs/plugins/system-prompt.md. */
import { definePlugin } from 'claudecodex'
import { edited } from './system-prompt/edit.ts'
import { type SystemPromptOptions, systemPromptOptions } from './system-prompt/options.ts'
import { editsFor, type Rule, rulesOf } from './system-prompt/rules.ts'

export default definePlugin<SystemPromptOptions | void>(() => {
  let rules: readonly Rule[] = []
  return {
    name: 'system-prompt',
    apiVersion: 1,
    options: systemPromptOptions,
    setup({ options }) {
      rules = rulesOf(options as SystemPromptOptions)
    },
    beforeRequest(exchange) {
      const edits = editsFor(rules, exchange)
      if (edits) exchange.request = edited(exchange.request, edits)
    },
  }
})
