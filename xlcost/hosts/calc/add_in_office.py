# mypy: ignore-errors
# ruff: noqa
"""Run by Calc's own Python: starts an office without windows and adds an extension for this user.

Arguments: soffice, extension.
"""

import os
import subprocess
import sys
import time

import uno
import unohelper
from com.sun.star.task import XInteractionHandler
from com.sun.star.ucb import XCommandEnvironment, XProgressHandler


class Yes(unohelper.Base, XCommandEnvironment, XInteractionHandler, XProgressHandler):
    """Agrees to everything: an extension that is there already is replaced."""

    def getInteractionHandler(self):
        return self

    def getProgressHandler(self):
        return self

    def handle(self, request):
        for each in request.getContinuations():
            approve = each.queryInterface(uno.getTypeByName("com.sun.star.task.XInteractionApprove"))
            if approve is not None:
                approve.select()

    def push(self, status):
        pass

    def update(self, status):
        pass

    def pop(self):
        pass


def connect(office, *options):
    pipe = f"xlcost-add-{os.getpid()}"
    process = subprocess.Popen([office, "--headless", "--norestore", *options, f"--accept=pipe,name={pipe};urp;"])
    resolver = uno.getComponentContext().ServiceManager.createInstance("com.sun.star.bridge.UnoUrlResolver")
    for _ in range(240):
        try:
            return process, resolver.resolve(f"uno:pipe,name={pipe};urp;StarOffice.ComponentContext")
        except Exception:
            time.sleep(0.25)
    process.kill()
    raise SystemExit("LibreOffice did not start")


def main(office, extension):
    process, context = connect(office)
    try:
        manager = context.getByName("/singletons/com.sun.star.deployment.ExtensionManager")
        url = uno.systemPathToFileUrl(extension)
        manager.addExtension(url, (), "user", manager.createAbortChannel(), Yes())
    finally:
        try:
            context.ServiceManager.createInstanceWithContext("com.sun.star.frame.Desktop", context).terminate()
        except Exception:
            pass  # the bridge falls with the office
        process.wait(60)


if __name__ == "__main__":
    main(*sys.argv[1:])
