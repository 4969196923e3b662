/** What a council adds by itself to the calls that it makes, in the process of the benchmark: models answer at once. */
import type { StreamEvent } from '../src/anthropic/events.ts'
import { textMessage } from '../src/anthropic/message.ts'
import type { MessagesRequest } from '../src/anthropic/request.ts'
import { unfold } from '../src/anthropic/unfold.ts'
import { convene } from '../src/council/convene.ts'
import type { Council, CouncilCall, CouncilParts, Member } from '../src/council/types.ts'

/** Councils of a sample, after some that only warm up. */
const times = 100
const warmUps = 20
/** Words of an answer: some 2 KB, in as many events. */
const words = 300
const calls = 11

/** Milliseconds of CPU time for all stages with five members, beside what reading the same answers takes without a council. */
export async function councilFigures(): Promise<Readonly<Record<string, number>>> {
  const made: CouncilCall[] = []
  await sit(call => {
    made.push(call)
    return answering(call)
  })
  const reading = async (): Promise<void> => {
    for (const call of made)
      for await (const event of answering(call)) if (event.type === 'message_stop') break
  }
  const all = await cpuOf(() => sit(answering))
  return { 'cpu council': all - (await cpuOf(reading)) }
}

async function cpuOf(work: () => Promise<void>): Promise<number> {
  for (let round = 0; round < warmUps; round += 1) await work()
  const before = process.cpuUsage()
  for (let round = 0; round < times; round += 1) await work()
  const { user, system } = process.cpuUsage(before)
  return (user + system) / 1_000 / times
}

async function sit(call: CouncilParts['call']): Promise<void> {
  let isEnded = false
  const signal = new AbortController().signal
  for await (const event of convene(council, question, { ...parts, call }, signal)) {
    isEnded = event.type === 'ended' && event.result.calls === calls && event.result.ranking !== undefined
  }
  if (!isEnded) throw new Error('the council did not come to its end')
}

const members = ['a', 'b', 'c', 'd', 'e'].map(
  (id): Member => ({ id: `bench:${id}`, model: `bench:${id}`, family: `bench ${id}` }),
)
const council: Council = {
  mode: 'full',
  members,
  chairmen: members.slice(0, 1),
  callMs: 120_000,
  seed: 'bench',
}
const question: MessagesRequest = {
  model: 'council',
  max_tokens: 1_000,
  messages: [{ role: 'user', content: 'Is UUIDv7 safe as a public identifier?' }],
}

const parts: Omit<CouncilParts, 'call'> = {
  clock: { now: () => performance.now(), sleep },
  costOf: () => 0.01,
}

async function* answering({ role, member, request }: CouncilCall): AsyncGenerator<StreamEvent> {
  if (role !== 'reviewer') {
    const [start, block, , ...rest] = unfold(textMessage('?', member.model))
    if (start) yield start
    if (block) yield block
    for (let index = 0; index < words; index += 1) {
      const delta = { type: 'text_delta', text: `word${index} ` } as const
      yield { type: 'content_block_delta', index: 0, delta }
    }
    yield* rest
    return
  }
  const text = JSON.stringify({ ranking: labelsIn(request).map(label => [label]) })
  yield* unfold(textMessage(text, member.model))
}

/** Those that the form of a review allows. */
function labelsIn({ tools }: MessagesRequest): readonly string[] {
  const found = /"enum":(\["[^\]]*\])/.exec(JSON.stringify(tools))?.[1]
  if (found === undefined) throw new Error('a reviewer was given no labels')
  return JSON.parse(found) as readonly string[]
}

function sleep(milliseconds: number, signal?: AbortSignal): Promise<void> {
  return new Promise(resolve => {
    const timer = setTimeout(resolve, milliseconds)
    const wake = (): void => {
      clearTimeout(timer)
      resolve()
    }
    signal?.addEventListener('abort', wake, { once: true })
  })
}
