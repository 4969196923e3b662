import { expect } from 'chai'
import fc from 'fast-check'
import { fold } from '../../src/anthropic/fold.ts'
import type { Message } from '../../src/anthropic/message.ts'
import type { InputMessage } from '../../src/anthropic/request.ts'
import { decodeFrames } from '../../src/anthropic/sse.ts'
import { type Conversation, conversation, kept, onwards, toolNames } from '../support/conversations.ts'
import { claude } from '../support/speakers/anthropic.ts'
import { bedrockModels } from '../support/speakers/bedrock.ts'
import { chatHosts } from '../support/speakers/chat.ts'
import { demonstration } from '../support/speakers/demo.ts'
import { reasoner } from '../support/speakers/responses.ts'
import { makersIn, type Speaker, type Stage } from '../support/speakers/speaker.ts'
import { type OracleProxy, startOracleProxy } from './proxy.ts'

const speakers: readonly Speaker[] = [claude, ...chatHosts, reasoner, ...bedrockModels, demonstration]

/** An answer of the past, and what its maker wants to see again. */
interface Owed {
  readonly maker: string
  readonly state: readonly string[]
}

/** With a budget Claude wants to go on from its own thinking, which nobody but the API can tell; it is asked again without. */
const isFault = (violation: string): boolean => !violation.includes('Expected `thinking`')

describe('a conversation that goes from one backend to another and back', () => {
  const stages = new Map<string, Stage>()
  let proxy: OracleProxy
  let sessions = 0

  before(async () => {
    for (const speaker of speakers) stages.set(speaker.name, await speaker.start())
    const backends = Object.fromEntries([...stages].map(([name, { factory }]) => [name, factory]))
    proxy = await startOracleProxy({ backends })
  })
  after(async () => {
    await proxy.close()
    for (const stage of stages.values()) await stage.close()
  })

  const stageOf = ({ name }: Speaker): Stage => {
    const stage = stages.get(name)
    if (!stage) throw new Error(`${name} has no stage`)
    return stage
  }

  async function ask(
    speaker: Speaker,
    { fixed }: Conversation,
    messages: readonly InputMessage[],
    session: string,
  ): Promise<Message> {
    const answer = await fetch(`${proxy.url}/v1/messages`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-claude-code-session-id': session },
      body: JSON.stringify({ ...fixed, model: `${speaker.name}:${speaker.model}`, messages }),
    })
    const text = await answer.text()
    expect(answer.status, `${speaker.name}: ${text}`).to.equal(200)
    const message = fixed.stream ? fold(decodeFrames(text)) : (JSON.parse(text) as Message)
    expect(message?.stop_reason, text).to.be.a('string')
    return message as Message
  }

  /** What a provider was sent is in order, is its own, and is all that it wants to see again. */
  function judge(speaker: Speaker, body: string, owed: readonly Owed[]): void {
    expect(body, 'carriers are nobody else’s business').not.to.contain('cdx1.')
    const signatures = [...body.matchAll(/"signature":"([^"]*)"/g)].map(([, signature]) => signature)
    for (const signature of signatures) expect(signature).to.contain(`mk-${speaker.maker}-`)
    const foreign = [...makersIn(body)].filter(maker => maker !== speaker.maker)
    expect(foreign, `makers of what ${speaker.name} was sent`).to.deep.equal([])
    const lost = owed
      .filter(({ maker }) => maker === speaker.maker)
      .flatMap(({ state }) => state.filter(one => !body.includes(one)))
    expect(lost, `state of ${speaker.name} that did not come back`).to.deep.equal([])
  }

  async function walk(order: readonly Speaker[], script: Conversation): Promise<void> {
    sessions += 1
    const messages: InputMessage[] = [...script.opening]
    const owed: Owed[] = []
    for (const [turn, speaker] of order.entries()) {
      const next = script.turns[turn]
      if (!next) throw new Error('the conversation is too short')
      const stage = stageOf(speaker)
      const before = stage.received.length
      stage.script(next.said)
      const { content } = await ask(speaker, script, messages, `session-${sessions}`)
      expect(stage.violations.filter(isFault), speaker.name).to.deep.equal([])
      for (const { body } of stage.received.slice(before)) judge(speaker, body.toString(), owed)
      for (const block of content) if (block.type === 'tool_use') expect(toolNames).to.include(block.name)
      messages.push(...onwards(content, next.reply))
      if (kept(content).length > 0) owed.push({ maker: speaker.maker, state: stage.owed })
    }
  }

  for (const one of speakers) {
    it(`from ${one.name} to any other: nothing is refused, nothing foreign sent, nothing of its own lost`, async () => {
      for (const other of speakers) {
        const order = [one, other, one, other, one]
        await fc.assert(
          fc.asyncProperty(conversation(order.length), script => walk(order, script)),
          { numRuns: 5 },
        )
      }
    }).timeout(120_000)
  }
})
