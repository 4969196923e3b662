import { expect } from 'chai'
import { estimateOf } from '../../../src/backends/recorded/count.ts'
import { requestOf } from '../../support/library.ts'

describe('a count that was not recorded', () => {
  it('grows with system, tools and messages', async () => {
    const plain = await estimateOf(requestOf(['hi']))
    expect(plain).to.be.within(3, 20)
    expect(await estimateOf(requestOf(['hi'], { system: 'be brief '.repeat(100) }))).to.be.above(plain + 150)
    const tools = [{ name: 'Bash', description: 'Runs commands. '.repeat(100), input_schema: {} }]
    expect(await estimateOf(requestOf(['hi'], { tools }))).to.be.above(plain + 250)
  })
  it('takes no bytes for text', async () => {
    const data = 'A'.repeat(400_000)
    const image = { type: 'image', source: { type: 'base64', media_type: 'image/png', data } } as const
    const file = {
      type: 'document',
      source: { type: 'base64', media_type: 'application/pdf', data },
    } as const
    expect(await estimateOf(requestOf([[image, file]]))).to.be.within(1_000, 5_000)
  })
})
