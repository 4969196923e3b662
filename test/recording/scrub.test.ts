import { expect } from 'chai'
import { scrubBytes, scrubText } from '../../src/recording/scrub.ts'
import { privateKey, vendorCanaries } from '../plugins/redact/support.ts'

describe('scrubbing', () => {
  for (const [kind, canaries] of Object.entries(vendorCanaries)) {
    it(`takes out ${kind}`, () => {
      for (const canary of canaries) {
        const { text, found } = scrubText(`{"text":"a ${canary} and\\n${canary}"}`)
        expect(text).to.equal(`{"text":"a [REDACTED:${kind}] and\\n[REDACTED:${kind}]"}`)
        expect(found).to.deep.equal({ [kind]: 2 })
      }
    })
  }

  it('takes out a private key within JSON, and leaves the rest of it valid', () => {
    const { text } = scrubText(JSON.stringify({ text: `key:\n${privateKey}\nend` }))
    expect(JSON.parse(text)).to.deep.equal({ text: 'key:\n[REDACTED:privatekey]\nend' })
  })

  it('keeps every byte around a key, whatever the encoding', () => {
    const [canary = ''] = vendorCanaries.anthropic ?? []
    const { bytes } = scrubBytes(Buffer.from(`grün ✓ ${canary} 漢字`))
    expect(bytes.toString()).to.equal('grün ✓ [REDACTED:anthropic] 漢字')
  })

  it('gives back the very bytes where there is nothing to take out', () => {
    const bytes = Buffer.from('{"text":"the key to sk-success is task-oriented work, which has no end"}')
    expect(scrubBytes(bytes).bytes).to.equal(bytes)
  })
})
