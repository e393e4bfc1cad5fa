internal import DossierPrimitives

extension RuleEvaluationReport {
    /// The document that `schema/rule-evaluation.schema.json` describes.
    public func json() -> [UInt8] {
        var json = JSONWriter()
        json.object { json in
            json.string("start", start.rfc3339(.milliseconds))
            json.string("end", end.rfc3339(.milliseconds))
            json.array("rules", rules) { json, rule in json.object { rule.write(to: &$0) } }
            json.array("alerts", alerts) { json, alert in json.object { alert.write(to: &$0) } }
            json.array("kept_apart", separations) { json, separation in
                json.object { json in
                    json.string("metric", separation.metric)
                    separation.write(to: &json)
                }
            }
            if let written {
                json.object("written") { json in
                    json.integer("series", written.seriesCount)
                    json.integer("samples", written.sampleCount)
                    json.integer("omitted_histograms", written.omittedHistogramCount)
                    json.integer("unchanged_rules", written.unchangedRuleCount)
                }
            }
        }
        return json.takeBytes(endingLine: true)
    }
}

extension RuleEvaluationReport.Rule {
    fileprivate func write(to json: inout JSONWriter) {
        json.string("file", file)
        json.string("group", group)
        json.string("name", name)
        json.string("type", kind.rawValue)
        json.integer("evaluations", evaluationCount)
        json.integer("samples", sampleCount)
        json.integer("dropped_samples", droppedSampleCount)
        json.array("errors", failures) { json, failure in
            json.object { json in
                json.string("message", failure.message)
                json.string("first_at", failure.firstAt.rfc3339(.milliseconds))
                json.integer("count", failure.count)
            }
        }
    }
}

extension RuleEvaluationReport.Alert {
    fileprivate func write(to json: inout JSONWriter) {
        json.string("name", name)
        json.string("file", file)
        json.string("group", group)
        json.object("labels") { json in
            for label in labels { json.string(label.name, label.value) }
        }
        json.object("annotations") { json in
            for annotation in annotations { json.string(annotation.name, annotation.value) }
        }
        json.string("value", value.map(QueryNumber.text))
        json.string("pending_at", pendingAt.rfc3339(.milliseconds))
        json.string("firing_at", firingAt?.rfc3339(.milliseconds))
        json.string("resolved_at", resolvedAt?.rfc3339(.milliseconds))
        json.string("service", evidence.service)
        json.object("traces") { json in
            json.integer("count", evidence.traceCount)
            json.integer("with_errors", evidence.errorTraceCount)
            json.array("first", evidence.traces) { $0.string($1.hex) }
        }
        json.object("error_logs") { json in
            json.integer("count", evidence.errorLogCount)
            json.array("first", evidence.errorLogs) { json, record in
                json.object { json in
                    json.string("time", record.effectiveTime?.rfc3339())
                    json.string("service", record.resource.serviceName)
                    json.string("trace_id", record.traceID?.hex)
                    json.string("body", AttributeText.text(record.body))
                }
            }
        }
    }
}
