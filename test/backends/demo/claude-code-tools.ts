/** Tools as Claude Code 2.1.330 offers them: names, properties and what is required; descriptions left out. */
import type { Tool } from '../../../src/anthropic/request.ts'

/** A tool whose properties have no more than a type. */
export const tool = (
  name: string,
  properties: Readonly<Record<string, string>>,
  required: readonly string[],
): Tool => ({
  name,
  input_schema: {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    type: 'object',
    properties: Object.fromEntries(Object.entries(properties).map(([key, type]) => [key, { type }])),
    required,
    additionalProperties: false,
  },
})

const agent: Tool = {
  name: 'Agent',
  input_schema: {
    type: 'object',
    properties: {
      description: { type: 'string' },
      prompt: { type: 'string' },
      subagent_type: { type: 'string' },
      model: { type: 'string', enum: ['sonnet', 'opus', 'haiku', 'fable'] },
      effort: { type: 'string', enum: ['low', 'medium', 'high', 'xhigh', 'max'] },
      run_in_background: { type: 'boolean' },
      isolation: { type: 'string', enum: ['worktree', 'remote'] },
    },
    required: ['description', 'prompt'],
    additionalProperties: false,
  },
}

export const claudeCodeTools: readonly Tool[] = [
  agent,
  tool(
    'Bash',
    {
      command: 'string',
      timeout: 'number',
      description: 'string',
      run_in_background: 'boolean',
      dangerouslyDisableSandbox: 'boolean',
    },
    ['command'],
  ),
  tool('Edit', { file_path: 'string', old_string: 'string', new_string: 'string', replace_all: 'boolean' }, [
    'file_path',
    'old_string',
    'new_string',
  ]),
  tool('ListAgents', { channel: 'string', q: 'string', cursor: 'string' }, []),
  tool(
    'Read',
    { file_path: 'string', offset: 'integer', limit: 'integer', pages: 'string', allow_large: 'boolean' },
    ['file_path'],
  ),
  tool('ScheduleWakeup', { delaySeconds: 'number', reason: 'string', prompt: 'string', stop: 'boolean' }, []),
  tool('Skill', { skill: 'string', args: 'string' }, ['skill']),
  tool('ToolSearch', { query: 'string', max_results: 'number' }, ['query', 'max_results']),
  tool('Workflow', { script: 'string', name: 'string', description: 'string', title: 'string' }, []),
  { name: 'DeferredToolPlaceholder', input_schema: { type: 'object', properties: {} }, defer_loading: true },
  tool('Write', { file_path: 'string', content: 'string' }, ['file_path', 'content']),
]
