import { expect } from 'chai'
import { inputOf } from '../../../src/backends/bedrock/bytes.ts'
import type { ConverseBlock } from '../../../src/backends/bedrock/types.ts'

const png = 'iVBORw0KGgoAAAANSUhEUg=='
const image: ConverseBlock = { image: { format: 'png', source: { bytes: png } } }

describe('what the SDK is given', () => {
  const blockOf = (block: ConverseBlock) =>
    inputOf('m', { messages: [{ role: 'user', content: [block] }] }).messages?.[0]?.content?.[0]

  it('case 96: holds an image as its bytes, not as text', () => {
    const bytes = blockOf(image)?.image?.source?.bytes
    expect(bytes).to.be.instanceOf(Uint8Array)
    expect(Buffer.from(bytes as Uint8Array).toString('base64')).to.equal(png)
    expect(
      Buffer.from(bytes as Uint8Array)
        .subarray(1, 4)
        .toString(),
    ).to.equal('PNG')
  })
  it('holds documents and hidden thinking as bytes, inside of results too', () => {
    const pdf = Buffer.from('%PDF-1.7').toString('base64')
    const document: ConverseBlock = { document: { format: 'pdf', name: 'D', source: { bytes: pdf } } }
    const result: ConverseBlock = {
      toolResult: { toolUseId: 't', content: [image, document, { text: 'x' }] as never },
    }
    expect(Buffer.from(blockOf(document)?.document?.source?.bytes as Uint8Array).toString()).to.equal(
      '%PDF-1.7',
    )
    const inner = blockOf(result)?.toolResult?.content ?? []
    expect(inner[0]?.image?.source?.bytes).to.be.instanceOf(Uint8Array)
    expect(inner[1]?.document?.source?.bytes).to.be.instanceOf(Uint8Array)
    expect(inner[2]).to.deep.equal({ text: 'x' })
    const hidden = blockOf({ reasoningContent: { redactedContent: 'AAEC' } })?.reasoningContent
    expect([...(hidden?.redactedContent ?? [])]).to.deep.equal([0, 1, 2])
  })
  it('leaves everything else as it is, links to S3 among it', () => {
    const linked: ConverseBlock = {
      image: { format: 'png', source: { s3Location: { uri: 's3://a/b.png' } } },
    }
    expect(blockOf(linked)).to.deep.equal(linked)
    const thought: ConverseBlock = { reasoningContent: { reasoningText: { text: ' a ', signature: 'S' } } }
    expect(blockOf(thought)).to.deep.equal(thought)
    expect(inputOf('m', { messages: [], inferenceConfig: { maxTokens: 5 } })).to.deep.equal({
      modelId: 'm',
      messages: [],
      inferenceConfig: { maxTokens: 5 },
    })
  })
})
