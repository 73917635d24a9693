"""Ways for a program to leave something behind: the data of tests/browser/test_leaks.py.

Each is a program and an expression that says, in a program that comes after it in the same module or in another run,
whether it is there. `spends`: what it changes can't be put back, so the worker says that it is spent.
"""

from __future__ import annotations

from typing import NamedTuple


class Leak(NamedTuple):
    """What to do, and what then is true unless it was undone."""

    leave: str
    seen: str
    spends: bool = False


LEAKS = {
    # names
    "a global": Leak("left = 1", "'left' in globals()"),
    "a builtin": Leak("import builtins\nbuiltins.left = 1", "'left' in dir(builtins)"),
    "a builtin replaced": Leak("import builtins\nbuiltins.len = lambda x: 42", "len([]) == 42"),
    "the true builtins": Leak("true = print.__self__\ntrue.left = 1", "hasattr(print.__self__, 'left')"),
    "a predefined class": Leak("TreeNode.left_behind = 1", "hasattr(TreeNode, 'left_behind')"),
    "a module": Leak("import types\nsys.modules['left'] = types.ModuleType('left')", "'left' in sys.modules"),
    "a module gone": Leak("del sys.modules['heapq']", "'heapq' not in sys.modules"),
    "a module swapped": Leak(
        "import types\nsys.modules['math'] = types.ModuleType('math')", "not hasattr(sys.modules['math'], 'pi')"
    ),
    "an imported module": Leak("import colorsys\ncolorsys.left = 1", "hasattr(__import__('colorsys'), 'left')"),
    # the interpreter's settings
    "recursion limit": Leak("sys.setrecursionlimit(777)", "sys.getrecursionlimit() == 777"),
    "switch interval": Leak("sys.setswitchinterval(0.5)", "sys.getswitchinterval() == 0.5"),
    "digits of integers": Leak("sys.set_int_max_str_digits(999)", "sys.get_int_max_str_digits() == 999"),
    "path": Leak("sys.path.insert(0, '/left')", "'/left' in sys.path"),
    "path replaced": Leak("sys.path = ['/left']", "sys.path == ['/left']"),
    "arguments": Leak("sys.argv.append('left')", "'left' in sys.argv"),
    "a name in sys": Leak("sys.left = 1", "hasattr(sys, 'left')"),
    "import hook": Leak(
        "sys.meta_path.insert(0, type('Left', (), {'find_spec': lambda *a: None})())",
        "any(type(f).__name__ == 'Left' for f in sys.meta_path)",
    ),
    "path hook": Leak(
        "def left(path): raise ImportError\nsys.path_hooks.insert(0, left)",
        "any(getattr(h, '__name__', '') == 'left' for h in sys.path_hooks)",
    ),
    "stdout": Leak("import io\nsys.stdout = io.StringIO()", "type(sys.stdout).__name__ == 'StringIO'"),
    "stdin": Leak("import io\nsys.stdin = io.StringIO('left')", "type(sys.stdin).__name__ == 'StringIO'"),
    "excepthook": Leak("sys.excepthook = print", "sys.excepthook is print"),
    "displayhook": Leak("sys.displayhook = print", "sys.displayhook is print"),
    "breakpointhook": Leak("sys.breakpointhook = print", "sys.breakpointhook is print"),
    "unraisablehook": Leak("sys.unraisablehook = print", "sys.unraisablehook is print"),
    "trace function": Leak("sys.settrace(lambda *a: None)", "sys.gettrace() is not None"),
    "profile function": Leak("sys.setprofile(lambda *a: None)", "sys.getprofile() is not None"),
    "monitoring tool": Leak("sys.monitoring.use_tool_id(3, 'left')", "sys.monitoring.get_tool(3) == 'left'"),
    "generator hooks": Leak("sys.set_asyncgen_hooks(firstiter=print)", "sys.get_asyncgen_hooks().firstiter is print"),
    "coroutine tracking": Leak(
        "sys.set_coroutine_origin_tracking_depth(7)", "sys.get_coroutine_origin_tracking_depth() == 7"
    ),
    "audit hook": Leak("sys.addaudithook(lambda *a: None)", "True", spends=True),
    "collector off": Leak("import gc\ngc.disable()", "not __import__('gc').isenabled()"),
    "collector's thresholds": Leak("import gc\ngc.set_threshold(77)", "__import__('gc').get_threshold()[0] == 77"),
    "collector's flags": Leak("import gc\ngc.set_debug(gc.DEBUG_COLLECTABLE)", "__import__('gc').get_debug() != 0"),
    "collector's callbacks": Leak("import gc\ngc.callbacks.append(print)", "print in __import__('gc').callbacks"),
    "signal handler": Leak(
        "import signal\nsignal.signal(signal.SIGTERM, print)",
        "(signal := __import__('signal')).getsignal(signal.SIGTERM) is print",
    ),
    "locale": Leak(
        "import locale\nlocale.setlocale(locale.LC_ALL, 'C')",
        "(locale := __import__('locale')).setlocale(locale.LC_ALL) == 'C'",
    ),
    # the outside world
    "environment": Leak("import os\nos.environ['LEFT'] = '1'", "'LEFT' in __import__('os').environ"),
    "working directory": Leak("import os\nos.chdir('/tmp')", "__import__('os').getcwd() == '/tmp'"),
    "file": Leak("open('left.txt', 'w').write('x')", "__import__('os').path.exists('left.txt')"),
    "file elsewhere": Leak("open('/tmp/left', 'w').write('x')", "__import__('os').path.exists('/tmp/left')"),
    "directory": Leak(
        "import os\nos.makedirs('/tmp/a/b')\nopen('/tmp/a/b/c', 'w').close()", "__import__('os').path.exists('/tmp/a')"
    ),
    "module file": Leak("open('left_module.py', 'w').write('x = 1')", "__import__('os').path.exists('left_module.py')"),
    "file of the library": Leak(
        "open(next(path for path in sys.path if path.endswith('.zip')), 'ab').write(b'x')", "True", spends=True
    ),
    # the library
    "random's state": Leak(
        "import random\nrandom.seed(5)\nfirst = random.random()",
        "random.random() == 0.7417869892607294 and not hasattr(random, 'first')",
    ),
    "warnings": Leak(
        "import warnings\nwarnings.simplefilter('error')", "__import__('warnings').filters[0][0] == 'error'"
    ),
    "decimal context": Leak(
        "import decimal\ndecimal.getcontext().prec = 3", "__import__('decimal').getcontext().prec == 3"
    ),
    "decimal's default": Leak(
        "import decimal\ndecimal.DefaultContext.prec = 3", "__import__('decimal').DefaultContext.prec == 3"
    ),
    "context variable": Leak(
        "import contextvars, string\nstring.var = contextvars.ContextVar('left')\nstring.var.set(1)",
        "hasattr(string, 'var')",
    ),
    "event loop": Leak(
        "import asyncio\nasyncio.set_event_loop_policy(None)\nasyncio.left = 1",
        "hasattr(__import__('asyncio'), 'left')",
    ),
    "thread's own": Leak(
        "import threading\nthreading.left = threading.local()", "hasattr(__import__('threading'), 'left')"
    ),
    "at exit": Leak(
        "import atexit\natexit.register(setattr, string, 'left', 1)",
        "(__import__('atexit')._run_exitfuncs(), hasattr(string, 'left'))[1]",
    ),
    "codec": Leak(
        "import codecs\ncodecs.register(lambda n: codecs.lookup('utf-8') if n == 'left' else None)",
        "b'x'.decode('left') == 'x'",
    ),
    "codec's error handler": Leak(
        "import codecs\ncodecs.register_error('left', lambda e: ('?', e.end))",
        "b'\\xff'.decode('ascii', 'left') == '?'",
    ),
    "abstract class": Leak(
        "import collections.abc\ncollections.abc.Sequence.register(int)",
        "isinstance(1, __import__('collections.abc').abc.Sequence)",
    ),
    "copyreg": Leak(
        "import copyreg\ncopyreg.pickle(complex, lambda c: 'left')",
        "__import__('copyreg').dispatch_table[complex](1j) == 'left'",
    ),
    "single dispatch": Leak(
        "import pkgutil\npkgutil.iter_importer_modules.register(int, print)",
        "int in __import__('pkgutil').iter_importer_modules.registry",
    ),
    "a library function": Leak("import heapq\nheapq.heappush = print", "__import__('heapq').heappush is print"),
    "a library class": Leak(
        "import collections\ncollections.Counter.most_common = 5", "collections.Counter.most_common == 5"
    ),
    "a subclass of the library": Leak(
        "import json\njson.JSONEncoder.default = print", "__import__('json').JSONEncoder.default is print"
    ),
    "json": Leak("import json\njson.loads = json.dumps = print", "__import__('json').loads is print"),
    "a library instance": Leak(
        "import json\njson._default_encoder.left = 1", "hasattr(__import__('json')._default_encoder, 'left')"
    ),
    "a library list": Leak("import keyword\nkeyword.kwlist.append('left')", "'left' in __import__('keyword').kwlist"),
    "a library dict": Leak(
        "import linecache\nlinecache.cache['left'] = (1, None, ['x'], 'left')",
        "'left' in __import__('linecache').cache",
    ),
    "a library set": Leak(
        "import tokenize\ntokenize.single_quoted.add('left')", "'left' in __import__('tokenize').single_quoted"
    ),
    "a library table": Leak(
        "import token\ntoken.EXACT_TOKEN_TYPES['left'] = 1", "'left' in __import__('token').EXACT_TOKEN_TYPES"
    ),
    "a function's code": Leak(
        "import heapq\nheapq.merge.__code__ = (lambda *a, **k: 42).__code__", "True", spends=True
    ),
    "a function's defaults": Leak("import textwrap\ntextwrap.indent.__defaults__ = (42,)", "True", spends=True),
    "logging": Leak(
        "import logging\nlogging.getLogger().addHandler(logging.NullHandler())",
        "any(type(h).__name__ == 'NullHandler' for h in __import__('logging').getLogger().handlers)",
    ),
    "a logger": Leak(
        "import logging\nlogging.getLogger('left').setLevel(7)",
        "'left' in __import__('logging').Logger.manager.loggerDict",
    ),
    "finalizer": Leak(
        "import weakref\nweakref.finalize(sys, print)", "len(__import__('weakref').finalize._registry) > 0"
    ),
    # this package
    "the recorder": Leak(
        "import dstruct_runner.recorder as r\nr.Recorder.frame_rows = None",
        "__import__('dstruct_runner.recorder').recorder.Recorder.frame_rows is None",
    ),
    "the sandbox": Leak(
        "import dstruct_runner.sandbox as s\ns.Sandbox.__enter__ = None",
        "__import__('dstruct_runner.sandbox').sandbox.Sandbox.__enter__ is None",
    ),
    "the baseline": Leak(
        "import dstruct_runner.baseline as b\nb.Baseline._restore = lambda self: True\nb._files_under = dict",
        "__import__('dstruct_runner.baseline').baseline._files_under is dict",
    ),
    "what makes results": Leak(
        "import dstruct_runner.execute as e\ne.left = 1",
        "hasattr(__import__('dstruct_runner.execute').execute, 'left')",
    ),
    # what gets at the interpreter's insides
    "ctypes": Leak("import ctypes\narray = (3 * ctypes.py_object)()", "True", spends=True),
    "bytecode": Leak("def f(): pass\nf.__code__ = f.__code__.replace(co_name='left')", "True", spends=True),
    "all objects": Leak("import gc\nlen(gc.get_objects())", "True", spends=True),
}
