internal import ArgumentParser
internal import Dossier
internal import DossierServer
internal import Glibc

/// The verb `serve`.
struct ServeCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "serve",
        abstract: "Shows stores in a browser, and answers APIs of Prometheus, Jaeger, Tempo, Loki.",
        discussion: """
            The URL that is printed is a page with the traces, log records and metrics. Each store \
            is at /stores/NAME, where NAME is its file's name without the extension; the \
            root answers from all of them. docs/http.md says what to enter in Grafana.

            Only this machine can reach the server, unless --listen names another address; then \
            clients need a token, which is printed once.

            Example:
              dossier serve outage.dossier --open
              dossier serve live.dossier --writable
            """
    )

    @Argument(help: "The stores.", completion: .file(extensions: ["dossier"]))
    var stores: [String]

    @Flag(
        help: "Store what exporters of OTLP and clients of Loki send; make a store that is missing."
    )
    var writable = false

    @Flag(help: "Open the page in a browser.")
    var open = false

    @Option(
        help: ArgumentHelp(
            "Where to listen, instead of 127.0.0.1:4318 and [::1]:4318. Can be repeated.",
            valueName: "address:port"
        )
    )
    var listen: [String] = []

    @Option(
        help: ArgumentHelp("Take the token from the first line of a file.", valueName: "file")
    )
    var tokenFile: String?

    @Flag(help: "Let anyone who reaches the server ask, whatever the address.")
    var noAuth = false

    @Option(
        help: ArgumentHelp(
            "Also answer requests for this host name. Can be repeated.",
            valueName: "host"
        )
    )
    var allowHost: [String] = []

    @Option(
        help: ArgumentHelp(
            "Let pages of this origin read answers, such as http://localhost:3000. Can be repeated.",
            valueName: "origin"
        )
    )
    var corsOrigin: [String] = []

    @Option(
        help: ArgumentHelp(
            "Append a line of JSON for each request to a file; SIGHUP opens the file again.",
            valueName: "file"
        )
    )
    var accessLog: String?

    @Flag(help: "Also log the values of query strings and forms, not only the names.")
    var accessLogQueries = false

    @Option(
        help: ArgumentHelp(
            "List the rules of a file, and their alerts, by Prometheus' API; or of a folder of"
                + " files. Can be repeated.",
            valueName: "file"
        ),
        completion: .file(extensions: ["yml", "yaml"])
    )
    var rules: [String] = []

    @OptionGroup var view: MetricViewOptions
    @OptionGroup var conventions: ConventionsOption

    func validate() throws {
        guard tokenFile == nil || !noAuth else {
            throw ValidationError("--token-file asks for a token, and --no-auth for none")
        }
        guard accessLog != nil || !accessLogQueries else {
            throw ValidationError("--access-log-queries needs --access-log")
        }
        if let host = allowHost.first(where: { !Self.isHost($0) }) {
            throw ValidationError(
                "--allow-host takes a name without scheme and port, such as dossier.example, and"
                    + " \(host) is none"
            )
        }
        if let origin = corsOrigin.first(where: { !Self.isOrigin($0) }) {
            throw ValidationError(
                "--cors-origin takes an origin without a path, such as http://localhost:3000, and"
                    + " \(origin) is none"
            )
        }
        _ = try listenAddresses()
    }

    func run() throws {
        let log = try accessLog.map { try AccessLogFile($0) }
        // Before threads are started, which inherit what is blocked.
        let signals = Self.block([SIGINT, SIGTERM] + (log == nil ? [] : [SIGHUP]))
        let addresses = try listenAddresses()
        let (served, unopened) = try openStores()
        var server = DossierServer(stores: served, security: try securityPolicy(addresses))
        server.unopened = unopened
        do {
            try serve(&server, addresses, signals, log)
        } catch {
            _ = close(served)
            throw error
        }
        guard close(served) else { throw ExitCode.failure }
    }

    /// Answers until a signal comes.
    private func serve(
        _ server: inout DossierServer,
        _ addresses: [HTTPServer.Address],
        _ signals: sigset_t,
        _ log: AccessLogFile?
    ) throws {
        server.metricOptions = view.options
        server.rules = try ruleSet()
        server.conventions = try conventions.read()
        server.accessLog = log.map { log in
            AccessLog(hasValues: accessLogQueries) { log.append($0) }
        }
        let http = try start(server, addresses)
        try announce(http, token: server.security.token)
        while Self.wait(for: signals) == SIGHUP { log?.reopen() }
        // A second signal ends the process at once.
        Self.unblock(signals)
        Messages.note("stopping")
        http.stop()
    }

    /// Stores what was received; says what could not be, and returns whether all was.
    private func close(_ stores: [ServedStore]) -> Bool {
        let errors = stores.compactMap { $0.ingestion?.close() }
        for error in errors { Messages.warning(error.description) }
        return errors.isEmpty
    }

    /// Machines without IPv6 have no `::1`.
    private func start(
        _ server: DossierServer,
        _ addresses: [HTTPServer.Address]
    ) throws -> HTTPServer {
        do {
            return try server.start(addresses)
        } catch let error as HTTPServerError where listen.isEmpty && error.isAddressMissing {
            return try server.start(addresses.filter { $0 != error.address })
        }
    }

    private func openStores() throws -> (served: [ServedStore], unopened: [UnopenedStore]) {
        var names = StoreNames()
        var served: [ServedStore] = []
        var unopened: [UnopenedStore] = []
        for path in stores {
            let name = names.name(of: path)
            do {
                served.append(try open(path, name: name))
            } catch {
                guard stores.count > 1 || error.code == .noRoom else { throw error }
                unopened.append(UnopenedStore(name: name, error: error))
            }
        }
        let rest = served.isEmpty ? "" : "; the other stores are served"
        for store in unopened {
            let advice = writable && store.error.code == .noRoom ? Self.readingAdvice : ""
            Messages.warning(store.error.description + advice + rest)
        }
        guard !served.isEmpty else { throw CommandFailure("none of the stores can be served") }
        return (served, unopened)
    }

    private static let readingAdvice = "; without --writable, what is stored already can be read"

    private func open(_ path: String, name: String) throws(DossierError) -> ServedStore {
        guard writable else {
            let file = StoreArgument.warnOfRequests(of: try DossierFile(path))
            return ServedStore(name: name, file: file)
        }
        let ingestion = try LiveIngestion(store: path)
        if let warning = ingestion.warning { Messages.warning(warning) }
        return ServedStore(name: name, file: try DossierFile(path), ingestion: ingestion)
    }

    private func ruleSet() throws -> RuleSet? {
        guard !rules.isEmpty else { return nil }
        let files = try RuleFiles(rules)
        try files.report()
        return try RuleSet(files.paths.map(RuleText.init(reading:)), options: view.options)
    }

    private func listenAddresses() throws -> [HTTPServer.Address] {
        guard !listen.isEmpty else {
            return ["127.0.0.1", "::1"].map { HTTPServer.Address(host: $0, port: 4318) }
        }
        return try listen.map { text in
            guard let address = HTTPServer.Address(text) else {
                throw ValidationError(
                    "--listen takes an address and a port, such as 127.0.0.1:4318 or [::1]:0"
                )
            }
            return address
        }
    }

    private static func isHost(_ text: String) -> Bool {
        if text.first == "[", text.last == "]" { return true }
        return !text.isEmpty && !text.contains { $0 == ":" || $0 == "/" || $0.isWhitespace }
    }

    private static func isOrigin(_ text: String) -> Bool {
        if text == "*" { return true }
        guard let separator = text.firstRange(of: "://") else { return false }
        let host = text[separator.upperBound...]
        return separator.lowerBound > text.startIndex && !host.isEmpty
            && !host.contains { $0 == "/" || $0 == "?" || $0 == "#" || $0.isWhitespace }
    }

    private func securityPolicy(_ addresses: [HTTPServer.Address]) throws -> SecurityPolicy {
        let bound = addresses.filter { !$0.isWildcard }.map(\.hostText)
        var security = SecurityPolicy(hosts: Set(allowHost + bound))
        security.corsOrigins = Set(corsOrigin)
        if let tokenFile {
            security.token = try TokenFile.read(tokenFile)
        } else if !noAuth, !addresses.allSatisfy(\.isLoopback) {
            security.token = SecurityPolicy.randomToken()
        }
        return security
    }

    private func announce(_ http: HTTPServer, token: String?) throws {
        let output = ByteOutput.standard
        var address = http.addresses[0]
        if address.isWildcard { address.host = "localhost" }
        let url = "http://\(address.text)/"
        let page = token.map { "\(url)#token=\($0)" } ?? url
        try output.line(page)
        try output.flush()
        if open, token != nil {
            Messages.note("open the URL yourself: with --open, other users could read its token")
        } else if open, !WebBrowser.open(page) {
            Messages.warning("no browser could be started; open the URL yourself")
        }
        guard !http.addresses.allSatisfy(\.isLoopback) else { return }
        Messages.warning(
            "this is plain HTTP: whoever sees the traffic can read it"
                + (token == nil ? ", and anyone who reaches the server can ask" : " and the token")
        )
    }

    private static func block(_ numbers: [Int32]) -> sigset_t {
        signal(SIGPIPE, SIG_IGN)
        var signals = sigset_t()
        sigemptyset(&signals)
        for number in numbers { sigaddset(&signals, number) }
        pthread_sigmask(SIG_BLOCK, &signals, nil)
        return signals
    }

    private static func wait(for signals: sigset_t) -> Int32 {
        var signals = signals
        var received: Int32 = 0
        sigwait(&signals, &received)
        return received
    }

    private static func unblock(_ signals: sigset_t) {
        var signals = signals
        pthread_sigmask(SIG_UNBLOCK, &signals, nil)
    }
}

/// Names for stores in URLs, each once.
private struct StoreNames {
    private var taken: Set<String> = []

    /// The file's name without its extension, with a number behind it if another store has it.
    mutating func name(of path: String) -> String {
        let file = path.split(separator: "/").last.map(String.init) ?? path
        let base = file.hasSuffix(".dossier") ? String(file.dropLast(8)) : file
        var name = base
        var number = 2
        while !taken.insert(name).inserted {
            name = "\(base)-\(number)"
            number += 1
        }
        return name
    }
}
