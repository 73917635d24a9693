"""Attempts to get out of Python: the data of tests/browser/test_escapes.py.

Each is the body of a function that returns something true if it succeeded; raising is failing.
"""

from __future__ import annotations

# What is asked of `js`, the worker's global object, once a program has it. All of it succeeds where nothing is locked.
OF_JAVASCRIPT = {
    "fetch": "return js.fetch('/bundle.json')",
    "XMLHttpRequest": """
request = js.XMLHttpRequest.new()
request.open('GET', '/bundle.json', False)
request.send()
return request.status == 200""",
    "WebSocket": "return js.WebSocket.new('ws://127.0.0.1:9/')",
    "EventSource": "return js.EventSource.new('/bundle.json')",
    "Request": "return js.Request.new('/bundle.json')",
    "Response": "return js.Response.new('text').text()",
    "importScripts": "return js.importScripts",
    "WebAssembly by network": "return js.WebAssembly.compileStreaming(js.fetch('/pyodide.asm.wasm'))",
    "indexedDB": "return js.indexedDB.open('x')",
    "navigator": "return js.navigator.userAgent",
    "location": "return js.location.href",
    "origin": "return js.origin",
    "timing of the page's files": "return js.performance.getEntries",
    "Worker": "return js.Worker.new('/versions.js')",
    "BroadcastChannel": "return js.BroadcastChannel.new('x')",
    "MessageChannel": "return js.MessageChannel.new().port1",
    "Blob": "return js.URL.createObjectURL(js.Blob.new(['x']))",
    "File": "return js.FileReader.new()",
    "postMessage": "js.postMessage('forged')\nreturn True",
    "forged result": """
result = js.JSON.parse('{"type": "RUN_RESULT", "requestId": "victim", "result": {"output": "forged"}}')
js.postMessage(result)
return True""",
    "postMessage by another name": "return js.self.postMessage",
    "listening to the page": """
heard = js.eval('self.heard = []; addEventListener("message", ({ data }) => heard.push(data)); heard')
return heard is not None""",
    "addEventListener": "return js.addEventListener",
    "addEventListener of any target": "return js.EventTarget.prototype.addEventListener",
    "onmessage": "js.onmessage = js.eval('() => {}')\nreturn js.onmessage",
    "replayed message": """
event = js.MessageEvent.new('message')
return js.dispatchEvent(event)""",
    "close": "return js.close",
    "timer": "return js.setTimeout(js.String, 0)",
    "timer with text": "return js.setTimeout('self.late = 1', 0)",
    "microtask": "js.queueMicrotask(js.String)\nreturn True",
    "eval": "return js.eval('1 + 1') == 2",
    "Function": "return js.Function.new('return 1')() == 1",
    "constructor of a function": "return js.Object.constructor.new('return 1')() == 1",
    "constructor of a method": "return js.console.log.constructor.new('return 1')() == 1",
    "constructor of a prototype": "return js.Function.prototype.constructor.new('return 1')() == 1",
    "constructor by descriptor": """
own = js.Object.getOwnPropertyDescriptors(js.Function.prototype)
return (own.constructor.value or own.constructor.get()).new('return 1')() == 1""",
    "Reflect.construct": "return js.Reflect.construct(js.Object.constructor, js.Array.of('return 1'))() == 1",
    "bound constructor": "return js.Object.constructor.bind(None, 'return 1')()() == 1",
    "constructor of an async function": "return js.eval('(async () => 1).constructor')('return 1')",
    "constructor of a generator": "return js.eval('(function* () {}).constructor')('return 1')",
    "constructor of an async generator": "return js.eval('(async function* () {}).constructor')('return 1')",
    "dynamic import": "return js.eval('import(\"/versions.js\")')",
    "Object.prototype": """
js.Object.prototype.polluted = 1
seen = js.Object.new().polluted == 1
js.Reflect.deleteProperty(js.Object.prototype, 'polluted')
return seen""",
    "redefined prototype": """
js.Object.defineProperty(js.Array.prototype, 'polluted', js.Object.fromEntries([['value', 1], ['configurable', True]]))
js.Reflect.deleteProperty(js.Array.prototype, 'polluted')
return True""",
    "JSON.parse": "true = js.JSON.parse\njs.JSON.parse = js.JSON.stringify\njs.JSON.parse = true\nreturn True",
    "Promise.prototype": "js.Promise.prototype.polluted = 1\nreturn True",
    "Map.prototype": "js.Map.prototype.polluted = 1\nreturn True",
    "Reflect": "js.Reflect.polluted = 1\nreturn True",
    "the iterators' prototype": "js.Object.getPrototypeOf(js.Array.new().values()).polluted = 1\nreturn True",
    "the generators' prototype": """
generators = js.eval('Object.getPrototypeOf(function* () {})') if hasattr(js, 'eval') else js.Function.prototype
generators.polluted = 1
return True""",
    "the name JSON": "true = js.JSON\njs.JSON = js.Object.new()\njs.JSON = true\nreturn True",
    "the stack's form": "js.Error.prepareStackTrace = js.String\njs.Error.prepareStackTrace = None\nreturn True",
    "memory's growth": "js.WebAssembly.Memory.prototype.polluted = 1\nreturn True",
}

# Ways from Python to `js` or something else of JavaScript's; each succeeds where nothing is locked.
TO_JAVASCRIPT = {
    "import js": "import js\nreturn js",
    "from js import": "from js import fetch\nreturn fetch",
    "importlib": "import importlib\nreturn importlib.import_module('js')",
    "__import__": "return __import__('js')",
    "sys.modules": "import sys\nreturn sys.modules['pyodide_js']",
    "pyodide_js": "import pyodide_js\nreturn pyodide_js",
    "the runtime's module": "import pyodide_js\nreturn pyodide_js._module",
    "run_js": "from pyodide.code import run_js\nreturn run_js('1 + 1') == 2",
    "what run_js uses": "import sys\nreturn sys.modules['pyodide.code'].run_js('1 + 1') == 2",
    "_pyodide_core": "import _pyodide_core\nreturn _pyodide_core.to_js([1])",
    "pyodide.ffi": "from pyodide.ffi import to_js\nreturn to_js([1])",
    "create_proxy": "from pyodide.ffi import create_proxy\nreturn create_proxy(print)",
    "run_sync": "import pyodide.ffi\nreturn pyodide.ffi.run_sync",
    "the finder": """
import sys
finder = next(f for f in sys.meta_path if type(f).__name__ == 'JsFinder')
return finder.jsproxies['js']""",
    "a finder by its class": """
finder = next(c for c in object.__subclasses__() + sum((c.__subclasses__() for c in object.__subclasses__()
    if c is not type), []) if c.__name__ == 'JsFinder')
module = finder.find_spec.__globals__['jsfinder'].jsproxies['js']
return module""",
    "the event loop": "import sys\nreturn sys.modules['pyodide.webloop'].scheduleCallback",
    "the event loop by its class": """
import asyncio
loop = next(c for c in asyncio.AbstractEventLoop.__subclasses__() if c.__name__ == 'WebLoop')
return loop.__init__.__globals__['scheduleCallback']""",
    "the package loader": "import sys\nreturn sys.modules['pyodide._package_loader'].loadedPackages",
    "pyfetch": "from pyodide.http import pyfetch\nreturn pyfetch",
    "open_url": "from pyodide.http import open_url\nreturn open_url('/bundle.json').read()",
    "frames to what talks to the page": """
import sys
frame = sys._getframe()
while not hasattr(frame.f_locals.get('self'), 'link'):
    frame = frame.f_back
return frame.f_locals['self'].link.sink.constructor.new('return 1')() == 1""",
    "who refers to what talks to the page": """
import gc
module = __import__('dstruct_runner.page_link').page_link
link = next(thing for thing in gc.get_referrers(module.PageLink) if type(thing) is module.PageLink)
return link.sink.constructor.new('return 1')() == 1""",
    "proxies behind a module": """
import gc, sys
return [o for o in gc.get_referents(vars(sys.modules['pyodide.webloop'])) if type(o).__name__ == 'JsProxy']""",
}

# Ways to make what Python reaches JavaScript with once more. Where nothing is locked they succeed in Chromium, and take
# the interpreter along in Firefox.
ANOTHER_BRIDGE = {
    "a new builtin module": """
import sys
spec = sys.modules['importlib.machinery'].BuiltinImporter.find_spec('_pyodide_core')
module = __import__('_imp').create_builtin(spec)
return module.to_js([1])""",
    "a new _imp": """
import sys
importer = sys.modules['importlib.machinery'].BuiltinImporter
imp = __import__('_imp').create_builtin(importer.find_spec('_imp'))
return imp.create_builtin(importer.find_spec('_pyodide_core')).to_js([1])""",
}

# Ways that lead nowhere, with the lockdown and without it.
OF_PYTHON = {
    "urllib": "import urllib.request\nreturn urllib.request.urlopen('http://127.0.0.1:9/', timeout=1)",
    "socket": "import socket\nreturn socket.create_connection(('127.0.0.1', 9), 1)",
    "subprocess": "import subprocess\nreturn subprocess.run(['ls'])",
    "os.system": "import os\nreturn os.system('ls') == 0",
    "os.fork": "import os\nreturn os.fork() >= 0",
    "the collector's list of proxies": """
import gc
proxies = [thing for thing in gc.get_objects() if hasattr(type(thing), 'js_id')]
return proxies[0].constructor.constructor.new('return 1')() == 1""",
    "webbrowser": "import webbrowser\nreturn webbrowser.open('/bundle.json')",
}
