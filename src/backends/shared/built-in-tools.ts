/** Tools that Anthropic defines: which of them a client runs, with the schemas that their models know by heart. */
import type { Tool } from '../../anthropic/request.ts'

const serverTools =
  /^(web_search|web_fetch|code_execution|advisor|mcp_toolset|computer_toolset|browser_toolset)(_\d{8})?$/
const toolSearch = /^tool_search_tool_(regex|bm25)(_\d{8})?$/

/** Run by Anthropic's servers: they cannot exist elsewhere. Families by prefix, since dates come and go. */
export const isServerTool = ({ type }: Tool): boolean => serverTools.test(type ?? '')

/** Search over deferred tools, needless where all of them are sent. */
export const isToolSearch = ({ type }: Tool): boolean => toolSearch.test(type ?? '')

interface BuiltIn {
  readonly family: RegExp
  readonly description: string
  readonly input_schema: { readonly [key: string]: unknown }
}

const text = { type: 'string' }
const range = {
  type: 'array',
  items: { type: 'integer' },
  description: 'First and last line, counted from 1.',
}
const point = { type: 'array', items: { type: 'integer' }, description: 'x and y in pixels.' }

const region = {
  type: 'array',
  items: { type: 'integer' },
  description: 'Left, top, right and bottom in pixels.',
}

const firstActions = [
  'key',
  'type',
  'mouse_move',
  'left_click',
  'left_click_drag',
  'right_click',
  'middle_click',
  'double_click',
  'screenshot',
  'cursor_position',
]
const actions = [
  ...firstActions,
  'triple_click',
  'left_mouse_down',
  'left_mouse_up',
  'scroll',
  'hold_key',
  'wait',
]

const editor = (
  commands: readonly string[],
  more: Readonly<Record<string, unknown>>,
): BuiltIn['input_schema'] => ({
  type: 'object',
  properties: {
    command: { type: 'string', enum: ['view', 'create', 'str_replace', 'insert', ...commands] },
    path: text,
    file_text: text,
    old_str: text,
    new_str: text,
    insert_line: { type: 'integer' },
    view_range: range,
    ...more,
  },
  required: ['command', 'path'],
})

const computer = (
  known: readonly string[],
  more: Readonly<Record<string, unknown>>,
): BuiltIn['input_schema'] => ({
  type: 'object',
  properties: { action: { type: 'string', enum: known }, coordinate: point, text, ...more },
  required: ['action'],
})
const gestures = {
  start_coordinate: point,
  duration: { type: 'number' },
  scroll_direction: { type: 'string', enum: ['up', 'down', 'left', 'right'] },
  scroll_amount: { type: 'integer' },
}
const usesComputer = 'Uses the mouse, the keyboard and the screen of a computer.'
const editsFiles = 'Views, creates and edits text files.'

const builtIns: readonly BuiltIn[] = [
  {
    family: /^bash_/,
    description: 'Runs a command in a shell that lives on between calls. Set restart to begin a new shell.',
    input_schema: { type: 'object', properties: { command: text, restart: { type: 'boolean' } } },
  },
  {
    family: /^text_editor_(20241022|20250124)$/,
    description: editsFiles,
    input_schema: editor(['undo_edit'], {}),
  },
  { family: /^text_editor_/, description: editsFiles, input_schema: editor([], { insert_text: text }) },
  {
    family: /^memory_/,
    description: 'Keeps notes in files under /memories that last between conversations.',
    input_schema: {
      type: 'object',
      properties: {
        command: { type: 'string', enum: ['view', 'create', 'str_replace', 'insert', 'delete', 'rename'] },
        path: text,
        file_text: text,
        old_str: text,
        new_str: text,
        old_path: text,
        new_path: text,
        insert_line: { type: 'integer' },
        insert_text: text,
        view_range: range,
      },
      required: ['command'],
    },
  },
  { family: /^computer_20241022$/, description: usesComputer, input_schema: computer(firstActions, {}) },
  { family: /^computer_\d/, description: usesComputer, input_schema: computer(actions, gestures) },
]

interface Screen {
  /** Pixels. */
  readonly display_width_px?: number
  readonly display_height_px?: number
  readonly enable_zoom?: boolean
}

/** Undefined for a tool that brings its own schema. */
export function builtInSchema(tool: Tool): Omit<BuiltIn, 'family'> | undefined {
  const known = builtIns.find(({ family }) => family.test(tool.type ?? ''))
  if (!known) return undefined
  const { display_width_px: width, display_height_px: height, enable_zoom: zooms } = tool as Screen
  const screen = width && height ? ` It is ${width} by ${height} pixels.` : ''
  return {
    description: `${known.description}${screen}`,
    input_schema: zooms ? computer([...actions, 'zoom'], { ...gestures, region }) : known.input_schema,
  }
}
