import { expect } from 'chai'
import { emptyUsage, type Usage } from '../../../src/anthropic/message.ts'
import { countTokens, type Prompt } from '../../../src/backends/shared/count.ts'
import { TokenRatios } from '../../../src/backends/shared/token-ratios.ts'
import { silentLog } from '../../../src/core/log.ts'
import { memoryStore, type Store } from '../../../src/core/store.ts'
import { keptLog } from '../../support/gateway.ts'

/** Code and prose, another one for each number. */
const promptOf = (number: number, more: Partial<Prompt> = {}): Prompt => ({
  texts: Array.from({ length: 40 + number * 3 }, (_, line) =>
    line % 2 === 0
      ? `const value${line * number} = await read('file-${number}.ts', { encoding: 'utf8' }) // ${line}\n`
      : `The tool answered with ${line * 7} lines, of which the ${number}th says what is to be done next. `,
  ),
  images: 0,
  files: 0,
  messages: 2 + number,
  ...more,
})

/** A host whose tokenizer is not ours: it cuts words into threes, and counts its own frame. */
const hostCount = ({ texts, messages }: Prompt): number =>
  (texts.join('\n').match(/\p{L}{1,3}|\d|\s+|[^\p{L}\d\s]/gu)?.length ?? 0) + 6 * messages + 20

const used = (total: number): Usage => ({ ...emptyUsage, input_tokens: total })

const make = (store: Store = memoryStore(), log = silentLog) =>
  new TokenRatios({ store, name: 'ratios', log })

const errorOf = (counted: number, prompt: Prompt): number => Math.abs(counted / hostCount(prompt) - 1)

describe('the count of a host that has been listened to', () => {
  it('comes within 3 % of its own from the third answer on, where it was a third off', async () => {
    const ratios = make()
    expect(errorOf(await ratios.count('m', promptOf(50)), promptOf(50))).to.be.above(0.3)
    for (let number = 1; number <= 9; number++) {
      ratios.learn('m', used(hostCount(promptOf(number))), () => promptOf(number))
      const prompt = promptOf(number * 11)
      if (number > 2) expect(errorOf(await ratios.count('m', prompt), prompt), `${number}`).to.be.below(0.03)
    }
  })

  it('is the same each time, and the same for the same answers', async () => {
    const counts = await Promise.all(
      [make(), make()].map(async ratios => {
        for (let number = 1; number <= 4; number++)
          ratios.learn('m', used(hostCount(promptOf(number))), () => promptOf(number))
        return [await ratios.count('m', promptOf(5)), await ratios.count('m', promptOf(5))]
      }),
    )
    expect(new Set(counts.flat()).size).to.equal(1)
  })

  it('adds up what came from a cache and what was written to it', async () => {
    const ratios = make()
    for (let number = 10; number <= 12; number++) {
      const whole = hostCount(promptOf(number))
      const usage = {
        ...emptyUsage,
        input_tokens: 10,
        cache_read_input_tokens: whole - 110,
        cache_creation_input_tokens: 100,
      }
      ratios.learn('m', usage, () => promptOf(number))
    }
    expect(errorOf(await ratios.count('m', promptOf(9)), promptOf(9))).to.be.below(0.03)
  })

  it('is its own for each model, and the usual one for a model that was never heard', async () => {
    const ratios = make()
    ratios.learn('m', used(hostCount(promptOf(20))), () => promptOf(20))
    expect(await ratios.count('other', promptOf(3))).to.equal(await countTokens(promptOf(3)))
    expect(await ratios.count('other', promptOf(3), 1.2)).to.equal(await countTokens(promptOf(3), 1.2))
  })

  it('survives answers about a prompt that was cut, and usage that counts nothing', async () => {
    const ratios = make()
    for (let number = 10; number <= 14; number++)
      ratios.learn('m', used(hostCount(promptOf(number))), () => promptOf(number))
    for (const total of [0, 1, 40, 1_000_000]) ratios.learn('m', used(total), () => promptOf(10))
    ratios.learn('m', undefined, () => promptOf(10))
    expect(errorOf(await ratios.count('m', promptOf(9)), promptOf(9))).to.be.below(0.03)
  })

  it('leaves the price of pictures as it is, and learns nothing from prompts that are mostly pictures', async () => {
    const ratios = make()
    ratios.learn('m', used(9_000), () => promptOf(1, { images: 7 }))
    expect(await ratios.count('m', promptOf(2))).to.equal(await countTokens(promptOf(2)))
    ratios.learn('m', used(hostCount(promptOf(20))), () => promptOf(20))
    const bare = await ratios.count('m', promptOf(2))
    expect(await ratios.count('m', promptOf(2, { images: 1, beside: 5 }))).to.equal(bare + 1_105 + 5)
  })

  it('is known again after a restart', async () => {
    const store = memoryStore()
    const ratios = make(store)
    ratios.learn('m', used(hostCount(promptOf(20))), () => promptOf(20))
    const counted = await ratios.count('m', promptOf(3))
    expect(counted).to.be.above(await countTokens(promptOf(3)))
    expect(await make(store).count('m', promptOf(3))).to.equal(counted)
  })

  it('looks at the first nine answers of a model, and at one of 64 from then on', () => {
    const ratios = make()
    const looked: number[] = []
    for (let number = 0; number < 200; number++) {
      ratios.learn('m', used(100), () => {
        looked.push(number)
        return promptOf(1)
      })
    }
    expect(looked).to.deep.equal([0, 1, 2, 3, 4, 5, 6, 7, 8, 64, 128, 192])
  })

  it('goes on without a store that can be read or written, and says so where it is looked for', async () => {
    const log = keptLog()
    const fail = async () => {
      throw new Error('no such disk')
    }
    const ratios = make({ ...memoryStore(), read: fail, write: fail }, log)
    ratios.learn('m', used(hostCount(promptOf(20))), () => promptOf(20))
    expect(errorOf(await ratios.count('m', promptOf(9)), promptOf(9))).to.be.below(0.03)
    expect(log.lines).to.have.lengthOf(2)
    for (const line of log.lines)
      expect(line).to.match(/^debug: ratios: cannot be (read|kept): Error: no such disk$/)
  })
})
