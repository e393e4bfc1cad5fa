import DossierServer
import TestSupport
import Testing

/// The page, as browsers load it.
@Suite struct PageTests {
    @Test(arguments: ["/", "/traces", "/trace/\(CorrelationFixture.trace)", "/logs", "/metrics"])
    func everyViewIsTheSameDocumentAndNeedsNoToken(_ path: String) throws {
        let fixture = try ServedFixture(
            CorrelationFixture.dump,
            security: SecurityPolicy(token: "0123456789abcdef")
        )
        defer { fixture.stop() }
        let answer = try fixture.response(path)
        #expect(answer.status == 200)
        #expect(answer["content-type"] == "text/html; charset=utf-8")
        #expect(answer["content-security-policy"]?.contains("script-src 'self';") == true)
        #expect(answer.body.contains("/assets/js/main.js"))
        #expect(try fixture.response("/api/page/extent").status == 401)
    }

    @Test func everyFileThatThePageLoadsIsServed() throws {
        let fixture = try ServedFixture(CorrelationFixture.dump)
        defer { fixture.stop() }
        var waiting = ["style.css", "js/main.js"]
        var types: [String: String?] = [:]
        while let path = waiting.popLast() {
            guard types[path] == nil else { continue }
            let answer = try fixture.response("/assets/\(path)")
            #expect(answer.status == 200, "\(path)")
            types[path] = answer["content-type"]
            waiting += answer.body.matches(of: #/from "\./(\w+\.js)"/#).map { "js/\($0.1)" }
        }
        #expect(types.count > 20)
        #expect(types["style.css"] == "text/css; charset=utf-8")
        #expect(types["js/main.js"] == "text/javascript; charset=utf-8")
    }

    @Test func aFileIsSentAgainOnlyIfItHasChanged() throws {
        let fixture = try ServedFixture(CorrelationFixture.dump)
        defer { fixture.stop() }
        let first = try fixture.response("/assets/style.css")
        let tag = try #require(first["etag"])
        #expect(first["cache-control"] == "no-cache")
        let second = TestResponse(
            try fixture.get("/assets/style.css", headers: "If-None-Match: \(tag)\r\n")
        )
        #expect(second.status == 304)
        #expect(second.body == "")
        #expect(second["content-length"] == nil)
        let other = TestResponse(
            try fixture.get("/assets/style.css", headers: "If-None-Match: \"1\"\r\n")
        )
        #expect(other.status == 200)
    }

    @Test(arguments: ["/assets/none.js", "/assets/js/none.js", "/assets/..%2Findex.html", "/trace"])
    func thereIsNothingElse(_ path: String) throws {
        let fixture = try ServedFixture(CorrelationFixture.dump)
        defer { fixture.stop() }
        #expect([400, 404].contains(try fixture.response(path).status))
    }

    @Test func theExtentIsThatOfAllStores() throws {
        let span = { (start: Int, end: Int) in
            #"{"resourceSpans":[{"scopeSpans":[{"spans":[{"traceId":"0000000000000000000000000000000a","#
                + #""spanId":"000000000000000b","startTimeUnixNano":"\#(start)","#
                + #""endTimeUnixNano":"\#(end)"}]}]}]}"#
        }
        let second = 1_000_000_000
        let fixture = try ServedFixture(stores: [
            ("early", span(1_700_000_000 * second, 1_700_000_001 * second)),
            ("late", span(1_700_000_100 * second, 1_700_000_200 * second)),
        ])
        defer { fixture.stop() }
        let range = { (target: String) in
            let events = try fixture.json(target)["events"]
            return [events?["start"]?.text, events?["end"]?.text]
        }
        #expect(
            try range("/api/page/extent")
                == ["2023-11-14T22:13:20.000000000Z", "2023-11-14T22:16:40.000000000Z"]
        )
        #expect(
            try range("/stores/early/api/page/extent")
                == ["2023-11-14T22:13:20.000000000Z", "2023-11-14T22:13:21.000000000Z"]
        )
    }
}
