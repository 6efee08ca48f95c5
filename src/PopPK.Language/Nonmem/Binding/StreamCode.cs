using PopPK.Language.Nonmem.Code;
using PopPK.Language.Nonmem.Code.Execution;
using PopPK.Language.Nonmem.Code.Syntax;
using PopPK.Language.Nonmem.Records;
using PopPK.Text;

namespace PopPK.Language.Nonmem.Binding;

/// <summary>The code of a control stream, record by record; several records of a kind are one. Immutable.</summary>
internal sealed class StreamCode
{
    /// <summary>Reads the code.</summary>
    /// <param name="stream">The control stream.</param>
    /// <param name="diagnostics">Receives what is wrong.</param>
    public StreamCode(ControlStream stream, DiagnosticBag diagnostics)
    {
        CodeBlock? Parse(RecordKind kind, string name)
        {
            var records = stream.Code(kind);
            return records.IsEmpty ? null : CodeParser.Parse(name, records[0].Location, [.. records.SelectMany(r => r.Lines)], diagnostics);
        }

        Pred = Parse(RecordKind.Pred, "PRED");
        Pk = Parse(RecordKind.Pk, "PK");
        Des = Parse(RecordKind.Des, "DES");
        Error = Parse(RecordKind.Error, "ERROR");
        Mix = Parse(RecordKind.Mix, "MIX");
    }

    /// <summary>The names of all variables.</summary>
    public IEnumerable<string> Variables =>
        new[] { Pred, Pk, Des, Error }.OfType<CodeBlock>().SelectMany(b => AssignmentCount.Of(b.Statements).Keys).Distinct();

    /// <summary><c>$PRED</c>, or null.</summary>
    public CodeBlock? Pred { get; }

    /// <summary><c>$PK</c>, or null.</summary>
    public CodeBlock? Pk { get; }

    /// <summary><c>$DES</c>, or null.</summary>
    public CodeBlock? Des { get; }

    /// <summary><c>$ERROR</c>, or null.</summary>
    public CodeBlock? Error { get; }

    /// <summary><c>$MIX</c>, or null.</summary>
    public CodeBlock? Mix { get; }
}
