import { expect } from 'chai'
import type { MessagesRequest } from '../../../src/anthropic/request.ts'
import { exactForm, leavesOf, normalForm } from '../../../src/recording/matching/leaves.ts'
import { Normalizer } from '../../../src/recording/matching/patterns.ts'
import { callOf, requestOf, resultOf } from '../../support/library.ts'

const exact = (request: MessagesRequest) => [...leavesOf(request, exactForm)]
const normal = (request: MessagesRequest) => [...leavesOf(request, normalForm(request, new Normalizer()))]
const said = (leaves: ReturnType<typeof exact>) => leaves.map(({ path, text }) => `${path} ${text}`)

describe('the values of a request', () => {
  it('do not depend on the order of keys', () => {
    const request = requestOf(['hi'], { system: 'be brief' })
    const turned = Object.fromEntries(Object.entries(request).reverse()) as unknown as MessagesRequest
    expect(said(exact(turned))).to.deep.equal(said(exact(request)))
  })
  it('are without who sends it, the marks of the cache, the billing block and streaming', () => {
    const plain = requestOf(['hi'], { system: [{ type: 'text', text: 'be brief' }] })
    const marked = {
      ...plain,
      stream: false,
      metadata: { user_id: 'u' },
      system: [
        { type: 'text', text: 'x-anthropic-billing-header: cc_version=2.1.330.ed0;' },
        { type: 'text', text: 'be brief', cache_control: { type: 'ephemeral' } },
      ],
      messages: [
        { role: 'user', content: [{ type: 'text', text: 'hi', cache_control: { type: 'ephemeral' } }] },
      ],
    } as MessagesRequest
    expect(said(exact(marked))).to.deep.equal(said(exact(plain)))
  })
  it('point to where they stand in the request, whatever is left out before them', () => {
    const request = requestOf(['hi'], {
      system: [
        { type: 'text', text: 'x-anthropic-billing-header: x' },
        { type: 'text', text: 'be brief' },
      ],
      tools: [{ name: 'a/b', input_schema: { 'x~y/z': true } }],
    })
    const found = exact(request)
    expect(found.find(({ text }) => text === '"be brief"')).to.deep.include({ at: '/system/1/text' })
    expect(found.find(({ text }) => text === 'true')).to.deep.include({ at: '/tools/0/input_schema/x~0y~1z' })
  })
  it('have the words of the conversation first', () => {
    const [first] = exact(requestOf(['hi'], { system: 'be brief', temperature: 0 }))
    expect(first?.path).to.equal('/messages/0/content/0/text')
  })
  it('keep every key of a tool’s input and schema', () => {
    const input = { id: 'mine', cache_control: 'mine', content: 'mine', metadata: [] }
    const found = said(normal(requestOf(['go', [callOf('Do', input, 'toolu_1')]])))
    expect(found).to.include('/messages/1/content/0/input/cache_control "mine"')
    expect(found).to.include('/messages/1/content/0/input/id "mine"')
    expect(found).to.include('/messages/1/content/0/input/metadata []')
  })
})

describe('the values of a request in its normal form', () => {
  const turn = (ids: readonly [string, string], results: readonly number[]): MessagesRequest => {
    const outputs = [resultOf(ids[0], 'one'), resultOf(ids[1], 'two')]
    return requestOf([
      'go',
      [callOf('Read', {}, ids[0]), callOf('Bash', {}, ids[1])],
      [...results.flatMap(index => outputs[index] ?? []), { type: 'text', text: 'go on' }],
    ])
  }
  it('number the calls of tools in their order', () => {
    const found = said(normal(turn(['toolu_9', 'toolu_3'], [0, 1])))
    expect(found)
      .to.include('/messages/1/content/0/id "T1"')
      .and.include('/messages/2/content/1/tool_use_id "T2"')
    expect(found).to.deep.equal(said(normal(turn(['call_a', 'call_b'], [0, 1]))))
  })
  it('have the results of parallel calls in the order of the calls, in whichever they have ended', () => {
    expect(said(normal(turn(['a', 'b'], [1, 0])))).to.deep.equal(said(normal(turn(['a', 'b'], [0, 1]))))
    expect(said(exact(turn(['a', 'b'], [1, 0])))).not.to.deep.equal(said(exact(turn(['a', 'b'], [0, 1]))))
  })
  it('are without texts of which nothing is left', () => {
    const reminder = { type: 'text', text: '<system-reminder>mind</system-reminder>\n' } as const
    const words = { type: 'text', text: 'hi' } as const
    expect(said(normal(requestOf([[reminder, words]])))).to.deep.equal(said(normal(requestOf(['hi']))))
  })
  it('leave base64 and signatures as they are', () => {
    const data = 'c2Vj1795726530533'
    const image = { type: 'image', source: { type: 'base64', media_type: 'image/png', data } } as const
    expect(said(normal(requestOf([[image]])))).to.include(`/messages/0/content/0/source/data "${data}"`)
  })
})
