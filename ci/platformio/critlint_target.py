"""PlatformIO: `pio run -t compiledb -t critlint`. In platformio.ini:

    extra_scripts = pre:critlint_target.py
    custom_critlint_options = --tier A --output html=critlint.html    ; if any

The program is `critlint` on the PATH, or what CRITLINT names.
"""

import os
import shlex

Import("env")  # noqa: F821: SCons defines it

# Into the build folder, where critlint looks by itself, and one for each environment.
env.Replace(COMPILATIONDB_INCLUDE_TOOLCHAIN=True)  # noqa: F821
env.Replace(COMPILATIONDB_PATH=os.path.join("$BUILD_DIR", "compile_commands.json"))  # noqa: F821


def command(env):
    """critlint on the project's own sources, with what the build says about them."""
    options = shlex.split(env.GetProjectOption("custom_critlint_options", ""))
    words = [os.environ.get("CRITLINT", "critlint"), "check", "-p", env.subst("$BUILD_DIR"), *options,
             env.subst("$PROJECT_SRC_DIR")]
    return shlex.join(words)


def check(*_, **__):
    if not os.path.isfile(env.subst(os.path.join("$BUILD_DIR", "compile_commands.json"))):  # noqa: F821
        print("critlint: no compilation database: pio run -t compiledb -t critlint")
        return 2
    return env.Execute(command(env))  # noqa: F821: SCons takes a status other than 0 for a failure


env.AddCustomTarget(  # noqa: F821
    name="critlint", dependencies=None, actions=[check], title="critlint",
    description="Find critical-section misuse")
