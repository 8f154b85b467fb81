-- Asks a headless Neovim, which docs/editors.md has told of the language server, what it knows of the file that is open, and
-- writes that as JSON into the file that RESULT names. Runs in 0.7, which Debian has, and in what came after it.
local TIMEOUT = 20000
local result = {}

local function fail(message)
  vim.fn.writefile({ vim.fn.json_encode({ problem = message }) }, vim.env.RESULT)
  vim.cmd('cquit')
end

local function wait(what, condition)
  if not vim.wait(TIMEOUT, condition, 20) then fail('waited in vain for ' .. what) end
end

local buffer = vim.api.nvim_get_current_buf()
local client_id

local function ask(method, params)
  params.textDocument = { uri = vim.uri_from_bufnr(buffer) }
  local answers, problem = vim.lsp.buf_request_sync(buffer, method, params, TIMEOUT)
  local answer = answers and answers[client_id]
  if answer == nil or answer.err or answer.error then
    fail(method .. ': ' .. vim.inspect(problem or (answer and (answer.err or answer.error))))
  end
  return answer.result
end

-- All that starts a line, from 0.
local function line_of(text)
  for number, line in ipairs(vim.api.nvim_buf_get_lines(buffer, 0, -1, false)) do
    if vim.startswith(line, text) then return number - 1 end
  end
  fail('there is no line ' .. text)
end

local function diagnostics()
  local found = {}
  for _, each in ipairs(vim.diagnostic.get(buffer)) do
    table.insert(found, {
      line = each.lnum + 1,
      severity = each.severity,
      code = each.code or vim.tbl_get(each, 'user_data', 'lsp', 'code'),
    })
  end
  return found
end

local function main()
  wait('the language server', function()
    local clients = (vim.lsp.get_clients or vim.lsp.get_active_clients)()
    client_id = clients[1] and clients[1].id
    return client_id ~= nil
  end)
  result.filetype = vim.bo[buffer].filetype
  wait('diagnostics', function() return #vim.diagnostic.get(buffer) > 0 end)
  result.diagnostics = diagnostics()

  local auth = line_of('C: AUTH')
  result.hover = ask('textDocument/hover', { position = { line = auth, character = 4 } }).contents.value

  local quit = line_of('C: QUIT')
  local items = ask('textDocument/completion', { position = { line = quit, character = 3 } })
  result.completion = vim.tbl_map(function(item) return item.label end, items.items or items)

  local symbols = ask('textDocument/documentSymbol', {})
  result.symbols = vim.tbl_map(function(symbol) return symbol.name end, symbols)

  -- What else an editor asks of a document.
  local whole = { start = { line = 0, character = 0 }, ['end'] = { line = quit, character = 0 } }
  result.hints = vim.tbl_map(function(hint)
    return { line = hint.position.line + 1, label = hint.label }
  end, ask('textDocument/inlayHint', { range = whole }))
  result.folds = vim.tbl_map(function(fold)
    return fold.startLine + 1
  end, ask('textDocument/foldingRange', {}))
  local at_auth = { line = auth, character = 4 }
  result.highlights = vim.tbl_map(function(highlight)
    return highlight.range.start.line + 1
  end, ask('textDocument/documentHighlight', { position = at_auth }))
  result.selections = {}
  local selection = ask('textDocument/selectionRange', { positions = { at_auth } })[1]
  while selection do
    table.insert(result.selections, selection.range['end'].line - selection.range.start.line)
    selection = selection.parent
  end
  result.tokens = #ask('textDocument/semanticTokens/full', {}).data / 5
  vim.api.nvim_buf_set_lines(buffer, -1, -1, false, { '# RFC 5321 section 4.1' })
  result.links = vim.tbl_map(function(link) return link.target end, ask('textDocument/documentLink', {}))

  -- The quick fix of the first mistake, applied by the editor.
  local rcpt = line_of('C: RCPT')
  local actions = ask('textDocument/codeAction', {
    range = { start = { line = rcpt, character = 3 }, ['end'] = { line = rcpt, character = 7 } },
    context = { diagnostics = {} },
  })
  vim.lsp.util.apply_workspace_edit(actions[1].edit, 'utf-16')
  result.fixed = vim.api.nvim_buf_get_lines(buffer, rcpt, rcpt + 1, false)[1]
  wait('diagnostics of the mended text', function()
    for _, each in ipairs(vim.diagnostic.get(buffer)) do
      if each.lnum == rcpt then return false end
    end
    return true
  end)
  result.diagnosticsAfterFix = diagnostics()

  -- All that is safe to mend, as on saving.
  local all = ask('textDocument/codeAction', {
    range = whole,
    context = { diagnostics = {}, only = { 'source.fixAll' } },
  })
  result.fixAll = vim.tbl_map(function(action) return action.kind end, all)
  vim.lsp.util.apply_workspace_edit(all[1].edit, 'utf-16')
  wait('diagnostics of the text without mistakes', function()
    for _, each in ipairs(vim.diagnostic.get(buffer)) do
      if each.severity == vim.diagnostic.severity.ERROR then return false end
    end
    return true
  end)
  quit = line_of('C: QUIT')

  -- A variable, typed and renamed.
  vim.api.nvim_buf_set_lines(buffer, quit, quit, false, { 'c: NOOP {{who}}', 'S: 250' })
  vim.api.nvim_buf_set_lines(buffer, 0, 0, false, { '@who = jürgen 📮' })
  local use = { line = quit + 1, character = 11 }
  result.definition = ask('textDocument/definition', { position = use })[1].range.start.line + 1
  result.references = vim.tbl_map(function(place)
    return place.range.start.line + 1 - quit
  end, ask('textDocument/references', { position = use, context = { includeDeclaration = true } }))
  local edit = ask('textDocument/rename', { position = { line = 0, character = 2 }, newName = 'person' })
  vim.lsp.util.apply_workspace_edit(edit, 'utf-16')
  result.renamed = vim.tbl_filter(
    function(line) return line:find('person', 1, true) ~= nil end,
    vim.api.nvim_buf_get_lines(buffer, 0, -1, false)
  )

  local options = { tabSize = 2, insertSpaces = true }
  local edits = ask('textDocument/formatting', { options = options })
  vim.lsp.util.apply_text_edits(edits, buffer, 'utf-16')
  result.formatted = vim.api.nvim_buf_get_lines(buffer, quit + 1, quit + 2, false)[1]

  -- Enter in the message, whose lines carry C: like the one above.
  local subject = line_of('C: Subject')
  vim.api.nvim_buf_set_lines(buffer, subject + 1, subject + 1, false, { '' })
  local typed = ask('textDocument/onTypeFormatting', {
    position = { line = subject + 1, character = 0 },
    ch = '\n',
    options = options,
  })
  result.typed = typed[1] and typed[1].newText

  local client = vim.lsp.get_client_by_id(client_id)
  vim.lsp.stop_client(client_id)
  wait('the end of the server', function() return client.is_stopped() end)

  vim.fn.writefile({ vim.fn.json_encode(result) }, vim.env.RESULT)
end

local fine, problem = xpcall(main, debug.traceback)
if not fine then fail(problem) end
vim.cmd('qall!')
