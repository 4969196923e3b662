/** The body of a request as the SDK takes it: what is base64 in JSON are bytes there. */
import type { ConverseCommandInput, ConverseStreamCommandInput } from '@aws-sdk/client-bedrock-runtime'
import type { ConverseBlock, ConverseMessage, ConverseRequest, ResultContent } from './types.ts'

export type SdkInput = ConverseCommandInput & ConverseStreamCommandInput

export const inputOf = (modelId: string, body: ConverseRequest): SdkInput =>
  ({ ...body, modelId, messages: body.messages.map(messageOf) }) as unknown as SdkInput

const messageOf = ({ role, content }: ConverseMessage) => ({ role, content: content.map(blockOf) })

const bytesOf = (base64: string): Uint8Array => Buffer.from(base64, 'base64')

function blockOf(block: ConverseBlock): unknown {
  if ('image' in block || 'document' in block) return attachmentOf(block)
  if ('toolResult' in block) {
    const { toolResult } = block
    return { toolResult: { ...toolResult, content: toolResult.content.map(attachmentOf) } }
  }
  if ('reasoningContent' in block && 'redactedContent' in block.reasoningContent) {
    return { reasoningContent: { redactedContent: bytesOf(block.reasoningContent.redactedContent) } }
  }
  return block
}

function attachmentOf(block: ResultContent): unknown {
  if ('image' in block) return { image: withBytes(block.image) }
  return 'document' in block ? { document: withBytes(block.document) } : block
}

const withBytes = <Attachment extends { readonly source: object }>(attachment: Attachment): unknown => {
  const { source } = attachment
  return 'bytes' in source ? { ...attachment, source: { bytes: bytesOf(String(source.bytes)) } } : attachment
}
