import { expect } from 'chai'
import type { AssistantMessage, ChatRequest } from '../../src/backends/openai/types.ts'
import { bash, chatTurn, says } from '../support/chat-turns.ts'
import {
  createClientFolders,
  describeClient,
  type FinishedClient,
  runClient,
} from '../support/claude-code.ts'
import { startProxy } from '../support/proxy-process.ts'
import { frame, streamAnswer, textFrames } from '../support/strict/anthropic-answers.ts'
import { startAnthropicServer } from '../support/strict/anthropic-server.ts'
import { startOpenAiServer } from '../support/strict/openai-server.ts'

/** Claude's thinking ahead of its text. */
const thoughtful = (text: string, signature: string) => {
  const [start = '', ...rest] = textFrames(text)
  const later = rest.map(one => one.replaceAll('"index":0', '"index":1'))
  const thinking = [
    {
      type: 'content_block_start',
      index: 0,
      content_block: { type: 'thinking', thinking: '', signature: '' },
    },
    { type: 'content_block_delta', index: 0, delta: { type: 'thinking_delta', thinking: 'Of my own.' } },
    { type: 'content_block_delta', index: 0, delta: { type: 'signature_delta', signature } },
    { type: 'content_block_stop', index: 0 },
  ]
  return streamAnswer([start, ...thinking.map(frame), ...later])
}

describe('a session of Claude Code that changes its model', () => {
  it('goes from DeepSeek to Claude and back, and each finds its own thoughts and no other’s', async () => {
    const folders = await createClientFolders()
    const deepseek = await startOpenAiServer({ host: 'deepseek' })
    const claude = await startAnthropicServer({ extraFields: ['diagnostics'] })
    const backends = {
      deepseek: {
        use: 'openai',
        baseUrl: deepseek.baseUrl,
        apiKey: 'sk-1',
        host: 'deepseek',
        model: 'deepseek-chat',
      },
      claude: { use: 'anthropic', baseUrl: claude.url, apiKey: 'sk-ant-api-1', credentials: 'configured' },
    }
    const proxy = await startProxy({ configuration: { backend: 'deepseek', backends } })
    const ask = async (prompt: string, model: string, before?: FinishedClient) => {
      const session = before ? ['--resume', before.result?.session_id ?? ''] : []
      const parameters = ['--model', model, ...session]
      const client = await runClient(folders, { prompt, baseUrl: proxy.url, parameters })
      expect([...deepseek.violations, ...claude.violations], describeClient(client)).to.deep.equal([])
      expect(client.result, describeClient(client)).to.include({ is_error: false })
      return client
    }
    try {
      const call = { id: 'call_1', name: 'Bash', input: bash('echo seen') }
      deepseek.answer(chatTurn({ thinking: 'First I look.', calls: [call] }), says('Seen.'))
      const first = await ask('look', 'deepseek:deepseek-chat')
      claude.answer(thoughtful('Claude here.', 'EqClaudeSignature'))
      const second = await ask('and you?', 'claude:claude-sonnet-5-5', first)
      const [asked] = claude.received.slice(-1).map(({ body }) => body.toString())
      expect(asked).to.contain('call_1').and.not.contain('cdx1.').and.not.contain('First I look.')
      deepseek.answer(says('Back.'))
      const third = await ask('and now?', 'deepseek:deepseek-chat', second)
      const { messages } = JSON.parse(String(deepseek.received.at(-1)?.body)) as ChatRequest
      const turns = messages.filter((message): message is AssistantMessage => message.role === 'assistant')
      expect(turns[0]?.reasoning_content).to.equal('First I look.')
      expect(JSON.stringify(turns)).to.contain('Claude here.').and.not.contain('Of my own.')
      claude.answer(thoughtful('Claude again.', 'EqClaudeSignature2'))
      await ask('and last?', 'claude:claude-sonnet-5-5', third)
      expect(claude.received.at(-1)?.body.toString()).to.contain('"signature":"EqClaudeSignature"')
    } finally {
      await proxy.stop()
      await Promise.all([deepseek.close(), claude.close(), folders.remove()])
    }
  })
})
