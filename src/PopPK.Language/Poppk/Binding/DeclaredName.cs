using PopPK.Language.Poppk.Syntax;
using PopPK.Symbolics;

namespace PopPK.Language.Poppk.Binding;

/// <summary>A name of the model.</summary>
/// <param name="Syntax">Where it is declared.</param>
/// <param name="Kind">What it stands for.</param>
/// <param name="Value">What an expression that uses it gets.</param>
internal sealed record DeclaredName(NameSyntax Syntax, NameKind Kind, Expr Value)
{
    /// <summary>True once an expression has used it.</summary>
    public bool IsUsed { get; set; }
}
