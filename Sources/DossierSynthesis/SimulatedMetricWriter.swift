import DossierPrimitives

/// Writes one export of one instance's metrics as OTLP-JSON.
struct SimulatedMetricWriter {
    let system: SimulatedSystem
    let instance: Int
    let metrics: InstanceMetrics
    /// From the previous export to this one, in nanoseconds since the epoch.
    let interval: Range<UInt64>
    /// What varies without a cause in the simulation.
    var noise: SplitMix64
    /// The exemplars written so far.
    private(set) var exemplarCount = 0

    /// Adds all metrics that have data points.
    mutating func addAll(to lines: inout OTLPJSONLines) {
        addServedDurations(to: &lines)
        addCalledDurations(to: &lines)
        addRequestCounts(to: &lines)
        addProcess(to: &lines)
        if metrics.sentCount > 0 {
            addSentMessages(to: &lines)
        }
        if service.name == "checkout", metrics.requests.count > 0 {
            addCheckoutQuantiles(to: &lines)
        }
        if !metrics.labelledRequests.isEmpty {
            addLabelledRequests(to: &lines)
        }
    }

    private var service: SimulatedSystem.Service {
        system.service(of: instance)
    }

    private mutating func addServedDurations(to lines: inout OTLPJSONLines) {
        let used = metrics.served.indices.filter { metrics.served[$0].summary.count > 0 }
        add(.served, points: used.count, to: &lines) { writer, json in
            for index in used {
                writer.writeServed(index, to: &json)
            }
        }
    }

    private mutating func writeServed(_ index: Int, to json: inout JSONWriter) {
        let outcomes = InstanceMetrics.outcomesPerOperation
        let operation = system.operations[service.operations.lowerBound + index / outcomes]
        let template = system.templates[operation.template]
        let failure = SimulatedSpan.Failure(rawValue: index % outcomes) ?? .none
        let histogram = metrics.served[index]

        json.beginObject()
        json.key("attributes")
        json.beginArray()
        json.rendered(template.metricAttributes)
        if let status = failure.responseStatus(success: template.successStatus) {
            json.attribute("http.response.status_code", integer: status)
        }
        json.endArray()
        writeTimes(since: metrics.startTime, to: &json)
        write(histogram, to: &json)
        json.key("exemplars")
        json.beginArray()
        for exemplar in histogram.exemplars {
            json.beginObject()
            json.member("timeUnixNano", fixed64: exemplar.span.end)
            json.member("asDouble", seconds: exemplar.span.duration)
            json.member("spanId", spanID: exemplar.span.id)
            json.member(exemplar.traceID)
            json.endObject()
        }
        json.endArray()
        writeExtremes(of: histogram.summary, to: &json)
        json.endObject()
        exemplarCount += histogram.exemplars.count
    }

    private mutating func addCalledDurations(to lines: inout OTLPJSONLines) {
        let used = metrics.called.indices.filter { metrics.called[$0] != nil }
        add(.called, points: used.count, to: &lines) { writer, json in
            for callee in used {
                guard let histogram = writer.metrics.called[callee] else { continue }
                json.beginObject()
                json.key("attributes")
                json.beginArray()
                json.attribute("server.address", writer.system.services[callee].name)
                json.endArray()
                writer.writeTimes(since: writer.metrics.startTime, to: &json)
                writer.write(histogram, to: &json)
            }
        }
    }

    private mutating func addRequestCounts(to lines: inout OTLPJSONLines) {
        let counts: [(outcome: String, count: UInt64)] = [
            ("ok", metrics.okCount), ("error", metrics.errorCount),
        ]
        let used = counts.filter { $0.count > 0 }
        add(.requests, points: used.count, to: &lines) { writer, json in
            for (outcome, count) in used {
                json.beginObject()
                json.key("attributes")
                json.beginArray()
                json.attribute("outcome", outcome)
                json.endArray()
                writer.writeTimes(since: writer.metrics.startTime, to: &json)
                json.member("asInt", fixed64: count)
                json.endObject()
            }
        }
    }

    private mutating func addProcess(to lines: inout OTLPJSONLines) {
        let intervalDuration = interval.upperBound - interval.lowerBound
        // By Little's law: the mean number of requests in the process at a time, in thousandths.
        let concurrency = metrics.busyTime * 1_000 / intervalDuration
        let tenThousandths = min(9_800, 350 + concurrency * 4 + noise.below(250))
        add(.processorUtilization, points: 1, to: &lines) { writer, json in
            writer.writeGauge(to: &json) { json in
                json.key("asDouble")
                json.decimal(tenThousandths, fractionDigits: 4)
            }
        }

        // A heap that fills and is collected, each instance at a rate of its own.
        let heapStep = interval.upperBound / intervalDuration * (3 + UInt64(instance) % 5) % 128
        let mebibytes = 180 + heapStep + 8 * (concurrency / 1_000)
        let memory = mebibytes << 20 + noise.below(1 << 20)
        add(.memoryUsage, points: 1, to: &lines) { writer, json in
            writer.writeGauge(to: &json) { $0.member("asInt", fixed64: memory) }
        }

        let queueLength = concurrency * 4 / 1_000 + noise.below(3)
        add(.queueLength, points: 1, to: &lines) { writer, json in
            writer.writeGauge(to: &json) { $0.member("asInt", fixed64: queueLength) }
        }
    }

    private mutating func addSentMessages(to lines: inout OTLPJSONLines) {
        add(.sentMessages, points: 1, to: &lines) { writer, json in
            json.beginObject()
            writer.writeTimes(since: writer.interval.lowerBound, to: &json)
            json.member("asInt", fixed64: writer.metrics.sentCount)
            json.endObject()
        }
    }

    private mutating func addCheckoutQuantiles(to lines: inout OTLPJSONLines) {
        add(.checkoutDuration, points: 1, to: &lines) { writer, json in
            json.beginObject()
            writer.writeTimes(since: writer.metrics.startTime, to: &json)
            json.member("count", fixed64: writer.metrics.requests.count)
            json.member("sum", seconds: writer.metrics.requests.sum)
            json.key("quantileValues")
            json.beginArray()
            let sorted = writer.metrics.recentDurations.sorted()
            for percent in [50, 90, 99] where !sorted.isEmpty {
                json.beginObject()
                json.key("quantile")
                json.decimal(UInt64(percent), fractionDigits: 2)
                json.member("value", seconds: sorted[(sorted.count - 1) * percent / 100])
                json.endObject()
            }
            json.endArray()
            json.endObject()
        }
    }
}
