import Testing

@testable import Dossier
@testable import DossierCLI

@Suite struct TraceTreeTests {
    /// The nodes as text: two spaces a level, the index of the span, and what is odd about it.
    private func outline(_ spans: [Span]) -> [String] {
        TraceTree(spans).nodes.map { node in
            var text = String(repeating: "  ", count: node.depth) + "\(node.span)"
            switch node.position {
            case .root, .child: break
            case .orphan: text += " orphan"
            case .cycle: text += " cycle"
            }
            return text + (node.isDuplicate ? " duplicate" : "")
        }
    }

    @Test func anEmptyTraceHasNoNodes() {
        #expect(TraceTree([]).nodes.isEmpty)
    }

    @Test func childrenFollowTheirParentInTheOrderOfTheList() {
        let spans = [
            Fixture.span(1), Fixture.span(2, parent: 1), Fixture.span(3, parent: 1),
            Fixture.span(4, parent: 2), Fixture.span(5, parent: 1),
        ]
        #expect(outline(spans) == ["0", "  1", "    3", "  2", "  4"])
        #expect(TraceTree(spans).nodes.map(\.isLast) == [true, false, true, false, true])
    }

    @Test func aChildMayComeBeforeItsParentInTheList() {
        #expect(outline([Fixture.span(2, parent: 1), Fixture.span(1)]) == ["1", "  0"])
    }

    @Test func severalRootsAndOrphansStandAtTheTopInTheOrderOfTheList() {
        let spans = [
            Fixture.span(1), Fixture.span(2, parent: 99), Fixture.span(3),
            Fixture.span(4, parent: 2),
        ]
        #expect(outline(spans) == ["0", "1 orphan", "  3", "2"])
    }

    @Test func aSpanThatIsItsOwnParentIsACircleOfOne() {
        #expect(outline([Fixture.span(1, parent: 1)]) == ["0 cycle"])
    }

    @Test func aCircleOfTwoIsCutAboveItsFirstSpan() {
        let spans = [Fixture.span(2, parent: 1), Fixture.span(1, parent: 2)]
        #expect(outline(spans) == ["0 cycle", "  1"])
    }

    @Test func aCircleOfManyKeepsWhatHangsFromIt() {
        let spans = [
            Fixture.span(10, parent: 3), Fixture.span(2, parent: 1), Fixture.span(3, parent: 2),
            Fixture.span(1, parent: 3), Fixture.span(11, parent: 10), Fixture.span(4),
        ]
        // 2 → 3 → 1 → 2 is the circle; 10 and 11 hang from 3.
        #expect(
            outline(spans) == ["1 cycle", "  2", "    0", "      4", "    3", "5"]
        )
    }

    @Test func twoCirclesAreCutEachForItself() {
        let spans = [
            Fixture.span(1, parent: 2), Fixture.span(3, parent: 4), Fixture.span(2, parent: 1),
            Fixture.span(4, parent: 3),
        ]
        #expect(outline(spans) == ["0 cycle", "  2", "1 cycle", "  3"])
    }

    @Test func spansWithOneIdAreAllThereAndTheFirstHasTheChildren() {
        let spans = [
            Fixture.span(1), Fixture.span(2, parent: 1), Fixture.span(2, parent: 1),
            Fixture.span(3, parent: 2),
        ]
        #expect(outline(spans) == ["0", "  1 duplicate", "    3", "  2 duplicate"])
    }

    @Test func aDuplicateThatNamesItsOwnIdAsParentHangsFromTheFirst() {
        let spans = [Fixture.span(1), Fixture.span(1, parent: 1)]
        #expect(outline(spans) == ["0 duplicate", "  1 duplicate"])
    }

    @Test func spansWithoutAnIdAreNoDuplicates() {
        #expect(outline([Fixture.span(nil), Fixture.span(nil)]) == ["0", "1"])
    }

    @Test func idsThatAreNoIdsConnectByTheirText() {
        let spans = [
            Fixture.span(nil, idText: "abc"), Fixture.span(nil, idText: "d", parentIDText: "abc"),
            Fixture.span(nil, parentIDText: "gone"), Fixture.span(nil, parentIDText: ""),
        ]
        #expect(outline(spans) == ["0", "  1", "2 orphan", "3"])
    }

    @Test func aChainOf100000SpansNeedsNoStack() {
        let count: UInt64 = 100_000
        let spans = (0..<count).map { Fixture.span(count - $0 + 1, parent: count - $0) }
        let nodes = TraceTree(spans).nodes
        #expect(nodes.count == spans.count)
        #expect(nodes.last?.depth == spans.count - 1)
        #expect(nodes.first?.position == .orphan)
    }

    @Test func aCircleOf100000SpansEnds() {
        let count: UInt64 = 100_000
        let spans = (0..<count).map { Fixture.span($0 + 1, parent: ($0 + 1) % count + 1) }
        let nodes = TraceTree(spans).nodes
        #expect(nodes.count == spans.count)
        #expect(nodes.first?.span == 0)
        #expect(nodes.first?.position == .cycle)
    }

    /// Every way in which four spans can have parents among themselves, one unknown, or none.
    @Test func everyTraceOfFourSpansHasEachSpanOnceBelowItsParent() {
        let choices: [UInt64?] = [nil, 1, 2, 3, 4, 99]
        for code in 0..<(6 * 6 * 6 * 6) {
            let parents = [code % 6, code / 6 % 6, code / 36 % 6, code / 216].map { choices[$0] }
            let spans = (0..<4).map { Fixture.span(UInt64($0 + 1), parent: parents[$0]) }
            let nodes = TraceTree(spans).nodes
            #expect(Set(nodes.map(\.span)) == [0, 1, 2, 3] && nodes.count == 4)
            var path: [Int] = []
            for node in nodes {
                #expect(node.depth <= path.count)
                path.removeSubrange(min(node.depth, path.count)...)
                if let above = path.last { #expect(parents[node.span] == UInt64(above + 1)) }
                #expect((node.position == .child) == (node.depth > 0))
                path.append(node.span)
            }
        }
    }
}
