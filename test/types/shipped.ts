/** The plugins that ship, as an editor completes their options. Nothing here runs; `tsc` is the test. */
import {
  defineConfig,
  type Exchange,
  exchangePattern,
  optionList,
  optionSchema,
  type PluginContext,
} from 'claudecodex'
import cost from 'claudecodex/plugins/cost'
import dump from 'claudecodex/plugins/dump'
import systemPrompt from 'claudecodex/plugins/system-prompt'
import tools from 'claudecodex/plugins/tools'

export default defineConfig({
  plugins: [
    cost(),
    cost({ budget: { session: 1, day: 2, month: 3 }, downgrade: { to: 'demo:demo', from: 50 } }),
    cost({ downgrade: 'demo' }),
    // @ts-expect-error there is no budget for a week
    cost({ budget: { week: 10 } }),
    // @ts-expect-error dollars are a number
    cost({ budget: { day: '10' } }),
    // @ts-expect-error whom to ask instead must be said
    cost({ downgrade: { from: 50 } }),
    tools({ when: 'subagent', allow: ['Read'], deny: ['Web*'], rename: { Bash: 'shell' } }),
    tools({ rules: [{ describe: { Bash: 'Runs.', '*': (text, name) => `${name}: ${text}` } }] }),
    // @ts-expect-error a list of names
    tools({ deny: 'Bash' }),
    // @ts-expect-error rules do not nest
    tools({ rules: [{ rules: [] }] }),
    systemPrompt({ prepend: 'First.', append: 'Last.', replace: { old: 'new' } }),
    systemPrompt({ rules: [{ when: 'main', replace: [[/old/g, 'new']] }] }),
    // @ts-expect-error the text is called append or prepend
    systemPrompt({ text: 'More.' }),
    dump({ folder: './dump', exchanges: 10, megabytes: 64 }),
    // @ts-expect-error a number of exchanges
    dump({ exchanges: 'all' }),
    ['cost', { budget: { day: 1 } }],
    'claudecodex/plugins/tools',
  ],
})

/** What they use is there for everybody. */
export async function contract(exchange: Exchange, { config }: PluginContext): Promise<void> {
  exchange.answerHeaders = { ...exchange.answerHeaders, 'x-mine': '1', 'anthropic-ratelimit-*': null }
  // @ts-expect-error a header is a text
  exchange.answerHeaders = { 'retry-after': 5 }
  // @ts-expect-error headers are a value: assign a new one
  if (exchange.answerHeaders) exchange.answerHeaders['x-mine'] = '1'
  const model: string | undefined = config.choiceOf(exchange)?.model
  const home: string | undefined = config.home
  const fits: boolean = exchangePattern('subagent >100k')(exchange)
  void [model, home, fits]
}

export const options = optionSchema<{ readonly level?: 1 | 2; readonly rules?: readonly object[] }>({
  level: [value => value === 1 || value === 2, '1 or 2'],
  rules: optionList({ name: [value => typeof value === 'string', 'a name'] }),
})
// @ts-expect-error every option has a check
export const unchecked = optionSchema<{ readonly level?: number }>({})
