/// OTLP-JSON as the writer of this program has it: members in its order, defaults left out.
package enum OTLPFixtures {
    /// A request of each signal, which together have every field that OTLP-JSON has.
    package static let everyField = [traces, logs, metrics, metricsWithoutPoints]

    package static let traceID = "5b8efff798038103d269b633813fc60c"

    private static let attributes = """
        [{"key":"string","value":{"stringValue":"a \\"b\\" \\\\ \\n é 😀 \\udce9"}},\
        {"key":"bool","value":{"boolValue":false}},{"key":"int","value":{"intValue":"-42"}},\
        {"key":"double","value":{"doubleValue":0.1}},\
        {"key":"not a number","value":{"doubleValue":"NaN"}},\
        {"key":"bytes","value":{"bytesValue":"++++AQ=="}},{"key":"empty","value":{}},\
        {"key":"array","value":{"arrayValue":{"values":[{"intValue":"1"},{},\
        {"arrayValue":{"values":[]}},{"boolValue":true},{"stringValue":""}]}}},\
        {"key":"list","value":{"kvlistValue":{"values":[{"key":"a","value":{"doubleValue":-0.0}},\
        {"key":"b","value":{"kvlistValue":{"values":[]}}},\
        {"key":"c","value":{"bytesValue":""}}]}}},\
        {"key":"twice","value":{"intValue":"1"}},{"key":"twice","value":{"intValue":"2"}},\
        {"key":"","value":{"stringValue":""}}]
        """

    private static let resource = """
        {"attributes":[{"key":"service.name","value":{"stringValue":"shop"}},\
        {"key":"service.instance.id","value":{"stringValue":"shop-1"}},\
        {"key":"list","value":{"kvlistValue":{"values":[]}}}],"droppedAttributesCount":3,\
        "entityRefs":[{"schemaUrl":"https://a/1","type":"service","idKeys":["service.name"],\
        "descriptionKeys":["list"]}],"schemaUrl":"https://inside/1"}
        """

    private static let scope = """
        {"name":"library","version":"1.2","attributes":[{"key":"a","value":{"intValue":"1"}}],\
        "droppedAttributesCount":1}
        """

    private static func request(_ signal: String, _ itemsKey: String, _ items: String) -> String {
        """
        {"resource\(signal)":[{"resource":\(resource),"scope\(signal)":[{"scope":\(scope),\
        "\(itemsKey)":[\(items)],"schemaUrl":"https://scope/1"}],"schemaUrl":"https://resource/1"}]}
        """
    }

    package static let traces = request("Spans", "spans", span)

    private static let span = """
        {"traceId":"\(traceID)","spanId":"eee19b7ec3c1b174","parentSpanId":"eee19b7ec3c1b173",\
        "traceState":"a=1,b=2","flags":769,"name":"GET /","kind":2,\
        "startTimeUnixNano":"1544712660000000000","endTimeUnixNano":"1544712661000000001",\
        "attributes":\(attributes),"droppedAttributesCount":1,\
        "events":[{"timeUnixNano":"1544712660500000000","name":"exception",\
        "attributes":[{"key":"a","value":{"stringValue":"b"}}],"droppedAttributesCount":4},{}],\
        "droppedEventsCount":2,\
        "links":[{"traceId":"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa","spanId":"bbbbbbbbbbbbbbbb",\
        "traceState":"c=3","attributes":[{"key":"a","value":{"boolValue":true}}],\
        "droppedAttributesCount":5,"flags":256},{}],"droppedLinksCount":3,\
        "status":{"message":"it broke","code":2}}
        """

    package static let logs = request(
        "Logs",
        "logRecords",
        """
        {"timeUnixNano":"1544712660000000000","observedTimeUnixNano":"1544712660000000001",\
        "severityNumber":17,"severityText":"Error","name":"of old",\
        "body":{"kvlistValue":{"values":[{"key":"a","value":{"stringValue":"b"}}]}},\
        "attributes":\(attributes),"droppedAttributesCount":1,"flags":1,"traceId":"\(traceID)",\
        "spanId":"eee19b7ec3c1b174","eventName":"order.failed"}
        """
    )

    package static let metrics = request(
        "Metrics",
        "metrics",
        [
            metric("gauge", #""gauge":{"dataPoints":[\#(number),\#(plain)]}"#),
            metric(
                "sum",
                """
                "sum":{"dataPoints":[\(integer)],"aggregationTemporality":1,"isMonotonic":true}
                """
            ),
            metric(
                "histogram",
                """
                "histogram":{"dataPoints":[{\(point),"count":"3","sum":-0.5,\
                "bucketCounts":["1","2","0"],"explicitBounds":[0.0,10.5],"flags":1,"min":-1.5,\
                "max":1.0,\(exemplars)}],"aggregationTemporality":2}
                """
            ),
            metric(
                "exponential",
                """
                "exponentialHistogram":{"dataPoints":[{\(point),"count":"7","sum":0.0,"scale":-3,\
                "zeroCount":"2","positive":{"offset":-4,"bucketCounts":["1","18446744073709551615"]},\
                "negative":{"offset":5,"bucketCounts":["3"]},"min":0.0,"max":2.5,\
                "zeroThreshold":1e-128,\(exemplars)}],"aggregationTemporality":1}
                """
            ),
            metric(
                "summary",
                """
                "summary":{"dataPoints":[{\(point),"count":"2","sum":5.5,\
                "quantileValues":[{"value":1.0},{"quantile":0.5},{"quantile":1.0,"value":"NaN"}]}]}
                """
            ),
        ].joined(separator: ",")
    )

    package static let metricsWithoutPoints = request(
        "Metrics",
        "metrics",
        metric("no points", #""gauge":{}"#) + "," + metric("no data", nil)
    )

    private static func metric(_ name: String, _ data: String?) -> String {
        """
        {"name":"\(name)","description":"of \(name)","unit":"By",\
        "metadata":[{"key":"prometheus.type","value":{"stringValue":"counter"}}]\
        \(data.map { ",\($0)" } ?? "")}
        """
    }

    private static let point = """
        "attributes":\(attributes),"startTimeUnixNano":"1544712660000000000",\
        "timeUnixNano":"1544712675000000000"
        """
    private static let number = "{\(point),\"asDouble\":1.5,\(exemplars)}"
    private static let integer = "{\(point),\"asInt\":\"-9223372036854775808\"}"
    private static let plain = #"{"timeUnixNano":"1544712675000000000","flags":1}"#
    private static let exemplars = """
        "exemplars":[{"filteredAttributes":[{"key":"a","value":{"intValue":"1"}}],\
        "timeUnixNano":"1544712670000000000","asDouble":0.25,"spanId":"eee19b7ec3c1b174",\
        "traceId":"\(traceID)"},{"timeUnixNano":"1544712671000000000","asInt":"3"}]
        """
}
