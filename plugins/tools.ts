/** Which tools the model gets, under which names and descriptions. See docs/plugins/tools.md. */
import { definePlugin, type Exchange } from 'claudecodex'
import { type AnswerRules, answerFor } from './tools/answer.ts'
import { type ToolsOptions, toolsOptions } from './tools/options.ts'
import { Policy, type Rule, rulesOf } from './tools/policy.ts'
import { mapped } from './tools/request.ts'

export default definePlugin<ToolsOptions | void>(() => {
  let rules: readonly Rule[] = []
  const open = new WeakMap<Exchange, AnswerRules>()
  return {
    name: 'tools',
    apiVersion: 1,
    options: toolsOptions,
    setup({ options }) {
      rules = rulesOf(options as ToolsOptions)
    },
    beforeRequest(exchange) {
      const policy = Policy.of(rules, exchange)
      if (!policy) return
      const { request, clientName } = mapped(exchange.request, policy)
      exchange.request = request
      open.set(exchange, { allows: name => policy.allows(name), clientName })
    },
    // Where no rule fits, the answer passes as the bytes that it came in.
    transformEvents(events, exchange) {
      const answerRules = open.get(exchange)
      return answerRules ? answerFor(events, answerRules) : events
    },
  }
})
