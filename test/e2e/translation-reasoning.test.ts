import { expect } from 'chai'
import type { AssistantMessage, ChatRequest } from '../../src/backends/openai/types.ts'
import { bash, chatTurn, geminiTurn, says } from '../support/chat-turns.ts'
import { describeClient, type FinishedClient } from '../support/claude-code.ts'
import type { HostName } from '../support/strict/openai-hosts.ts'
import {
  resuming,
  startTranslatedClient,
  type TranslatedClient,
  toolResults,
} from '../support/translated-client.ts'

const carrier = 'cdx1.state.'

interface Thought {
  readonly type: string
  readonly thinking?: string
  readonly signature?: string
}

/** Thinking that the client has kept of the answers. */
const thoughts = ({ events }: FinishedClient): Thought[] =>
  events
    .filter(({ type }) => type === 'assistant')
    .flatMap(({ message }) => (message as { readonly content: readonly Thought[] }).content)
    .filter(({ type }) => type === 'thinking')

const assistants = ({ messages }: ChatRequest): AssistantMessage[] =>
  messages.filter(message => message.role === 'assistant')

const echo = (word: string, id: string, signature?: string) => ({
  id,
  name: 'Bash',
  input: bash(`echo ${word}`),
  ...(signature && { signature }),
})

describe('the reasoning of a model behind the proxy, and Claude Code', () => {
  let at: TranslatedClient
  const behind = async (host: HostName, model: string) => {
    at = await startTranslatedClient({ host, model })
  }
  afterEach(() => at.close())

  /** No way upstream shows what the proxy has put into a signature. */
  const expectNoCarrier = () => {
    for (const { body } of at.upstream.received) expect(body.toString()).not.to.include('cdx1.')
  }
  const carried = (index: number): boolean => at.tap.sent.at(index)?.body.includes(carrier) === true

  it('is shown to the client, comes back with its signature, and goes to DeepSeek in its own field', async () => {
    await behind('deepseek', 'deepseek-chat')
    at.upstream.answer(
      chatTurn({ thinking: 'First I look.', calls: [echo('seen', 'call_1')] }),
      chatTurn({ thinking: 'Now I know.', text: 'Known.' }),
      says('Still known.'),
    )
    const first = await at.askWell('think')
    const said = describeClient(first)
    expect(first.result?.result, said).to.equal('Known.')
    expect(
      thoughts(first).map(({ thinking }) => thinking),
      said,
    ).to.deep.equal(['First I look.', 'Now I know.'])
    for (const { signature } of thoughts(first)) expect(signature).to.include(carrier)
    expect(carried(1), said).to.equal(true)
    const second = at.requests()[1]
    expect(second && assistants(second)).to.have.lengthOf(1)
    expect(second && assistants(second)[0]).to.include({ content: null, reasoning_content: 'First I look.' })

    await at.restart()
    await at.askWell('and now?', resuming(first))
    const third = at.requests()[2]
    const back = third && assistants(third).map(({ reasoning_content: text }) => text)
    expect(back).to.deep.equal(['First I look.', 'Now I know.'])
    expectNoCarrier()
  })

  it('is shown to the client, and never goes back where the host wants none', async () => {
    await behind('compatible', 'qwen3-coder')
    at.upstream.answer(
      chatTurn({ text: '<think>Tags say it too.</think>', calls: [echo('seen', 'call_1')] }),
      chatTurn({ thinking: 'A secret thought.', text: 'Known.' }),
      says('Still known.'),
    )
    const first = await at.askWell('think')
    const shown = thoughts(first).map(({ thinking }) => thinking)
    expect(shown, describeClient(first)).to.deep.equal(['Tags say it too.', 'A secret thought.'])
    await at.askWell('and now?', resuming(first))
    expect(carried(-1)).to.equal(true)
    const last = at.requests().at(-1)
    expect(last && assistants(last).map(({ content }) => content)).to.deep.equal([null, 'Known.'])
    expect(JSON.stringify(at.requests())).not.to.include('Tags say').and.not.to.include('secret thought')
    expectNoCarrier()
  })

  it("takes Gemini's thought signatures round through the client, each back to its own call", async () => {
    await behind('gemini', 'gemini-3-pro-preview')
    at.upstream.answer(
      geminiTurn({ calls: [echo('one', 'function-call-0', 'sig/one+=='), echo('two', 'function-call-1')] }),
      geminiTurn({ text: 'Once more.', calls: [echo('three', 'function-call-0', 'sig/three+==')] }),
      geminiTurn({ text: 'Done.' }),
      geminiTurn({ calls: [echo('four', 'function-call-0', 'sig/four+==')] }),
      geminiTurn({ text: 'Done again.' }),
    )
    const first = await at.askWell('count')
    const said = describeClient(first)
    expect(first.result?.result, said).to.equal('Done.')
    expect(at.requests().slice(1).map(signatures), said).to.deep.equal([
      [['sig/one+==', undefined]],
      [['sig/one+==', undefined], ['sig/three+==']],
    ])

    // What a process of the proxy remembers is gone: the client alone has carried them.
    await at.restart()
    const second = await at.askWell('go on', resuming(first))
    expect(second.result?.result, describeClient(second)).to.equal('Done again.')
    const last = at.requests().at(-1)
    const calling = last && signatures(last).filter(turn => turn.length > 0)
    expect(calling).to.deep.equal([['sig/one+==', undefined], ['sig/three+=='], ['sig/four+==']])
    const results = last && toolResults(last).map(([, text]) => text)
    expect(results).to.deep.equal(['one', 'two', 'three', 'four'])
    expectNoCarrier()
  })
})

/** Of each turn of the model, of each of its calls. */
const signatures = (request: ChatRequest): (string | undefined)[][] =>
  assistants(request).map(({ tool_calls: calls }) =>
    (calls ?? []).map(({ extra_content: extra }) => {
      const { google } = (extra ?? {}) as { google?: { thought_signature?: string } }
      return google?.thought_signature
    }),
  )
