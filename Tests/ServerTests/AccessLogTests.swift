import DossierServer
import Synchronization
import TestSupport
import Testing

/// The lines of the access log.
@Suite struct AccessLogTests {
    private final class Lines: Sendable {
        private let lines = Mutex<[String]>([])

        var all: [String] { lines.withLock { $0 } }

        func log(hasValues: Bool) -> AccessLog {
            AccessLog(hasValues: hasValues) { bytes in
                self.lines.withLock { $0.append(String(decoding: bytes, as: UTF8.self)) }
            }
        }
    }

    private func lines(hasValues: Bool) throws -> [String] {
        let lines = Lines()
        let server = try RoutedServer(
            security: SecurityPolicy(token: "0123456789abcdef"),
            accessLog: lines.log(hasValues: hasValues)
        )
        let token = "Authorization: Bearer 0123456789abcdef\r\n"
        let type = "Content-Type: application/x-www-form-urlencoded\r\n"
        _ = try server.ask("GET /data?q=up&acc%65ss_token=0123456789abcdef", token)
        _ = try server.ask("POST /data?x=1", token + type + "Content-Length: 3\r\n", body: "a=1")
        _ = try server.ask("GET /data?q=wrong")
        server.stop()
        return lines.all
    }

    @Test func aLineSaysWhoAskedWhatAndWhen() throws {
        let lines = try lines(hasValues: false)
        #expect(lines.count == 3)
        #expect(lines[0].hasPrefix(#"{"time":"20"#))
        #expect(lines[0].contains(#""client":"127.0.0.1","method":"GET","path":"/data""#))
        #expect(lines[0].contains(#""query":"q&acc%65ss_token","status":200,"bytes":5,"#))
        #expect(lines[1].contains(#""query":"x","form":"a","status":200"#))
        #expect(lines[2].contains(#""query":"q","status":401"#))
    }

    @Test func valuesAreWrittenOnDemandButNoTokens() throws {
        let lines = try lines(hasValues: true)
        #expect(lines[0].contains(#""query":"q=up&acc%65ss_token","#))
        #expect(lines[1].contains(#""query":"x=1","form":"a=1","#))
        #expect(!lines.joined().contains("0123456789abcdef"))
    }
}
