/** A configuration to start from: copy it as `claudecodex.config.ts` to where you start claudecodex. Every key is optional. */
import { anthropic, defineConfig, definePlugin, demo, openai } from 'claudecodex'
import cost from 'claudecodex/plugins/cost'
import failover from 'claudecodex/plugins/failover'
import log from 'claudecodex/plugins/log'
import redact from 'claudecodex/plugins/redact'

/** A plugin of your own can stand in this file, in one beside it (`'./my-plugin.ts'`), or in a package. */
const longAnswers = definePlugin(({ over }: { readonly over: number }) => ({
  name: 'long-answers',
  apiVersion: 1,
  afterResponse(message, exchange) {
    const { output_tokens } = message.usage
    if (output_tokens > over) console.error(`${exchange.id} took ${output_tokens} tokens`)
  },
}))

export default defineConfig({
  server: {
    port: 8082,
    // Another address than this machine's own needs a `clientKey` as well.
    host: '127.0.0.1',
  },

  // Who answers what nothing below directs elsewhere: a name declared here, or a provider's.
  backend: 'claude',
  backends: {
    // With the client's own credentials, as if there were no proxy.
    claude: anthropic(),
    // With a key of the proxy's own, for clients that have none.
    team: anthropic({ apiKey: process.env.TEAM_ANTHROPIC_KEY, credentials: 'configured' }),
    // A provider's own form of Anthropic's API, with its own key: nothing is translated.
    deepseek: openai({ host: 'deepseek', api: 'anthropic', apiKey: process.env.DEEPSEEK_API_KEY }),
    // Any server that speaks Chat Completions; `dialect` has what differs from a plain one.
    nimbus: openai({
      baseUrl: 'https://api.nimbus.example/v1',
      apiKey: process.env.NIMBUS_KEY,
      dialect: { vision: false },
    }),
    // Needs no key and no network.
    offline: demo({ pace: false }),
  },

  // Words that must all hold: a pattern on the model, a class of requests, a size, images; the first line that fits counts.
  models: {
    title: 'offline:demo',
    'claude-3-*': 'claude:claude-sonnet-5',
    'claude-haiku-* >100k': 'claude:claude-sonnet-5-5',
    // A name of your own, for `/model claude-cheap`.
    'claude-cheap': 'deepseek:deepseek-v4-flash',
  },

  // Limits, and US dollars for a million tokens, where they are not known or not yours.
  modelFacts: {
    'nimbus:*': { contextWindow: 131_072, price: { input: 0.4, output: 1.6, date: '2026-11-26' } },
  },

  // The first is the outermost: it sees a request first and an answer last.
  plugins: [
    log({ json: process.env.CI !== undefined }),
    // Both are there anyway; naming one sets its options. This one lets a smaller model answer for one that cannot.
    failover({ substitutes: { 'claude:claude-opus-*': 'claude:claude-sonnet-5-5' } }),
    // US dollars; with no key and no network, work goes on when they are spent.
    cost({ budget: { day: 20, month: 200 }, downgrade: { to: 'offline:demo', from: 100 } }),
    // By its name: tools that agents of the client's do not get.
    ['tools', { when: 'subagent', deny: ['WebFetch'] }],
    process.env.DUMP && 'dump',
    // Not there unless named: what it finds stays on this machine.
    redact({ emails: true, dictionary: ['Project Nimbus'] }),
    process.env.WATCH_LENGTH && longAnswers({ over: 8_000 }),
  ],

  timeouts: { connectMs: 10_000, firstByteMs: 600_000, idleMs: 600_000 },
})
