import Dossier
import DossierServer
import Glibc
import TestSupport
import Testing

/// Requests of exporters, and what they are answered.
@Suite struct ReceiverTests {
    private static let span = """
        {"resourceSpans":[{"scopeSpans":[{"spans":[{"traceId":"5b8efff798038103d269b633813fc60c",\
        "spanId":"eee19b7ec3c1b174","name":"work","startTimeUnixNano":"1700000000000000000"}]}]}]}
        """

    /// A server with writable stores, and what it answers.
    private final class Receiver {
        let folder = TemporaryFolder()
        let server: HTTPServer
        let stores: [ServedStore]

        init(
            _ names: [String] = ["test"],
            isWritable: Bool = true,
            limits: ServerLimits = ServerLimits()
        ) throws {
            stores = try names.map { [folder] name in
                let path = folder.file("\(name).dossier")
                let ingestion = try LiveIngestion(store: path)
                if !isWritable { ingestion.close() }
                let file = try DossierFile(path)
                return ServedStore(name: name, file: file, ingestion: isWritable ? ingestion : nil)
            }
            var served = DossierServer(stores: stores, security: SecurityPolicy())
            served.limits = limits
            server = try served.start([HTTPServer.Address(host: "127.0.0.1", port: 0)])
        }

        func post(
            to path: String = "/v1/traces",
            type: String? = "application/json",
            coding: String? = nil,
            _ body: [UInt8]
        ) throws -> String {
            let client = try #require(TestClient(port: server.addresses[0].port))
            defer { client.close() }
            var head = "POST \(path) HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
            if let type { head += "Content-Type: \(type)\r\n" }
            if let coding { head += "Content-Encoding: \(coding)\r\n" }
            client.send(Array("\(head)Content-Length: \(body.count)\r\n\r\n".utf8) + body)
            return client.receiveAll()
        }

        func get(_ path: String) throws -> String {
            let client = try #require(TestClient(port: server.addresses[0].port))
            defer { client.close() }
            client.send(
                Array("GET \(path) HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n".utf8)
            )
            return client.receiveAll()
        }

        func stop() {
            server.stop()
            for store in stores { store.ingestion?.close() }
        }
    }

    @Test(arguments: ["/v1/traces", "/otlp/v1/traces", "/stores/test/v1/traces"])
    func aRequestIsStored(_ path: String) throws {
        let receiver = try Receiver()
        defer { receiver.stop() }
        let response = try receiver.post(to: path, Array(Self.span.utf8))
        #expect(response.hasPrefix("HTTP/1.1 200 "))
        #expect(response.hasSuffix("\r\n\r\n{}"))
        receiver.stop()
        #expect(try receiver.stores[0].file.summary().tables.contains { $0.rows == 1 })
    }

    @Test func anotherTypeOrCodingIsRefused() throws {
        let receiver = try Receiver()
        defer { receiver.stop() }
        let body = Array("{}".utf8)
        #expect(try receiver.post(type: "text/plain", body).hasPrefix("HTTP/1.1 415 "))
        #expect(try receiver.post(type: nil, body).hasPrefix("HTTP/1.1 415 "))
        #expect(try receiver.post(coding: "br", body).hasPrefix("HTTP/1.1 415 "))
        #expect(try receiver.post(coding: "gzip", body).hasPrefix("HTTP/1.1 400 "))
        #expect(try receiver.post(coding: "deflate", body).hasPrefix("HTTP/1.1 400 "))
        #expect(try receiver.post(coding: "zstd", body).hasPrefix("HTTP/1.1 400 "))
    }

    @Test func aFailureIsToldInTheTypeOfTheRequest() throws {
        let receiver = try Receiver()
        defer { receiver.stop() }
        let json = try receiver.post(Array("{".utf8))
        #expect(json.hasPrefix("HTTP/1.1 400 "))
        #expect(json.contains(#"{"code":3,"message":"#))
        let protobuf = try receiver.post(type: "application/x-protobuf", [0x0A])
        #expect(protobuf.hasPrefix("HTTP/1.1 400 "))
        #expect(protobuf.contains("Content-Type: application/x-protobuf\r\n"))
    }

    @Test func anEmptyRequestOfProtobufIsAnsweredWithAnEmptyOne() throws {
        let receiver = try Receiver()
        defer { receiver.stop() }
        let response = try receiver.post(type: "Application/X-Protobuf", [])
        #expect(response.hasPrefix("HTTP/1.1 200 "))
        #expect(response.hasSuffix("\r\n\r\n"))
    }

    @Test func partsThatCannotBeReadAreCounted() throws {
        let receiver = try Receiver()
        defer { receiver.stop() }
        let body = #"{"resourceSpans":[{"scopeSpans":[{"spans":[7,8]}]}]}"#
        let response = try receiver.post(Array(body.utf8))
        #expect(response.contains(#"{"partialSuccess":{"rejectedSpans":"2","errorMessage":"#))
    }

    @Test func aServerThatOnlyReadsRefuses() throws {
        let receiver = try Receiver(isWritable: false)
        defer { receiver.stop() }
        #expect(try receiver.post(Array("{}".utf8)).hasPrefix("HTTP/1.1 403 "))
    }

    @Test func ofSeveralStoresOneMustBeNamed() throws {
        let receiver = try Receiver(["a", "b"])
        defer { receiver.stop() }
        #expect(try receiver.post(Array("{}".utf8)).hasPrefix("HTTP/1.1 400 "))
        let named = try receiver.post(to: "/stores/b/v1/logs", Array("{}".utf8))
        #expect(named.hasPrefix("HTTP/1.1 200 "))
    }

    @Test func aSmallBodyThatDecodesToTooMuchIsRefused() throws {
        let receiver = try Receiver()
        defer { receiver.stop() }
        // A block of Snappy that claims to have 4 GiB.
        let snappy: [UInt8] = [0xFF, 0xFF, 0xFF, 0xFF, 0x0F, 0x00, 0x61]
        let path = "/loki/api/v1/push"
        let response = try receiver.post(to: path, type: "application/x-protobuf", snappy)
        #expect(response.hasPrefix("HTTP/1.1 413 "))
        let beyond: [UInt8] = [0x03, 0x0D, 0x01]
        let damaged = try receiver.post(to: path, type: "application/x-protobuf", beyond)
        #expect(damaged.hasPrefix("HTTP/1.1 400 "))
    }

    @Test func decodedBytesCountAsHeld() throws {
        var limits = ServerLimits()
        limits.heldBodyBytes = 1000
        let receiver = try Receiver(limits: limits)
        defer { receiver.stop() }
        // Claims to have 2000 bytes.
        let snappy: [UInt8] = [0xD0, 0x0F] + [UInt8](repeating: 0, count: 100)
        let path = "/loki/api/v1/push"
        for _ in 0..<20 {
            let busy = try receiver.post(to: path, type: "application/x-protobuf", snappy)
            #expect(busy.hasPrefix("HTTP/1.1 503 "))
            #expect(busy.contains("Retry-After: 1\r\n"))
        }
        #expect(try receiver.post(Array(Self.span.utf8)).hasPrefix("HTTP/1.1 200 "))
    }

    @Test func aStoreThatWasRemovedIsAnsweredAsBusyAndAnswersWarn() throws {
        let receiver = try Receiver()
        defer { receiver.stop() }
        #expect(try receiver.post(Array(Self.span.utf8)).hasPrefix("HTTP/1.1 200 "))
        #expect(unlink(receiver.folder.file("test.dossier")) == 0)
        let response = try receiver.post(Array("{}".utf8))
        #expect(response.hasPrefix("HTTP/1.1 503 "))
        #expect(response.contains("Retry-After: 5\r\n"))
        let answer = try receiver.get("/loki/api/v1/labels")
        let warning = "rows that the store test has received last are missing: test.dossier: "
        #expect(answer.contains("\r\nWarning: 199 dossier \"\(warning)"))
    }

    @Test func aPushOfLokiIsAnsweredWithoutContent() throws {
        let receiver = try Receiver()
        defer { receiver.stop() }
        let push = #"{"streams":[{"stream":{"a":"b"},"values":[["1700000000000000000","line"]]}]}"#
        let response = try receiver.post(to: "/loki/api/v1/push", Array(push.utf8))
        #expect(response.hasPrefix("HTTP/1.1 204 "))
    }
}
