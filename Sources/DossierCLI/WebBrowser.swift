internal import Glibc

/// The browser of the desktop.
enum WebBrowser {
    /// Opens a URL by `xdg-open`; false if that can't be started.
    ///
    /// Other users of the machine can read the arguments of processes, so that the URL must not have
    /// a secret.
    static func open(_ url: String) -> Bool {
        let texts = ["xdg-open", url]
        var arguments: [UnsafeMutablePointer<CChar>?] = texts.map { strdup($0) }
        defer { for argument in arguments { free(argument) } }
        arguments.append(nil)
        // The server blocks signals that the browser must get.
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        var noSignals = sigset_t()
        sigemptyset(&noSignals)
        posix_spawnattr_setsigmask(&attributes, &noSignals)
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK))
        var process: pid_t = 0
        return posix_spawnp(&process, "xdg-open", nil, &attributes, arguments, environ) == 0
    }
}
