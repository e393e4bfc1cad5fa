import DossierPrimitives
import DossierPromQL
import Testing

@Suite struct LabelsTests {
    @Test func sortsPairsAndLeavesOutEmptyOnes() {
        let labels = Labels(["job": "web", "__name__": "up", "gone": "", "instance": "0"])
        #expect(labels.description == #"{__name__="up", instance="0", job="web"}"#)
    }

    @Test func theLaterOfTwoPairsWithOneNameHolds() {
        #expect(Labels(["a": "1", "a": "2"]) == Labels(["a": "2"]))
    }

    @Test func hashesAsXXHash64() {
        func hash(_ text: String) -> UInt64 { Array(text.utf8).withUnsafeBytes(XXHash64.hash) }
        #expect(hash("") == 0xEF46_DB37_51D8_E999)
        #expect(hash("abc") == 0x44BC_2CF5_AD77_0999)
        #expect(hash("Nobody inspects the spammish repetition") == 0xFBCE_A83C_8A37_8BF1)
    }

    @Test func labelsThatAreTheBeginningOfOthersComeFirst() {
        #expect(Labels.empty < Labels(["a": "1"]))
        #expect(Labels(["a": "1"]) < Labels(["a": "1", "b": "0"]))
        #expect(Labels(["a": "1", "b": "9"]) < Labels(["a": "10"]))
        #expect(Labels(["a": "é"]) != Labels(["a": "e\u{301}"]))
    }

    @Test(arguments: [1, 254, 255, 256, 70_000])
    func textOfAnyLengthIsFoundAgain(byteCount: Int) {
        let text = String(repeating: "x", count: byteCount)
        let labels = Labels(["a": "1", text: text, "zz": "2"])
        #expect(labels[text] == text)
        #expect(labels["zz"] == "2")
    }

    @Test func editingKeepsTheOrder() {
        let labels = Labels(["__name__": "up", "b": "1", "d": "2"])
        #expect(labels.setting(Array("c".utf8), Array("x".utf8))["c"] == "x")
        #expect(labels.setting(Array("b".utf8), []) == Labels(["__name__": "up", "d": "2"]))
        #expect(labels.droppingMetadata() == Labels(["b": "1", "d": "2"]))
        #expect(labels.keeping([Array("d".utf8)]) == Labels(["d": "2"]))
    }

    @Test func valuesAreQuotedWithEscapes() {
        #expect(
            QuotedText.text(of: Array("a\"\\\n\u{1}é\u{200B}".utf8)) == #""a\"\\\n\x01é\u200b""#
        )
        #expect(QuotedText.text(of: [0x61, 0xFF, 0x62]) == #""a\xffb""#)
    }
}
