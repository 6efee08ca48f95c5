using System.Collections.Immutable;
using PopPK.Symbolics;
using PopPK.Text;

namespace PopPK.Language.Nonmem.Code.Execution;

/// <summary>What a record's code sees beside its own variables: parameters, data items, amounts, variables of earlier records.</summary>
internal abstract class CodeWorld
{
    /// <summary>The record's name, such as PK.</summary>
    public abstract string Block { get; }

    /// <summary>Variables of the records before, which the code may read and change.</summary>
    public virtual IReadOnlyDictionary<string, Expr> Inherited => ImmutableDictionary<string, Expr>.Empty;

    /// <summary>Names that code may read, for suggestions.</summary>
    public abstract IEnumerable<string> Names { get; }

    /// <summary>The value of a name, or null when there is none; what cannot be read here is reported and has a value all the same.</summary>
    /// <param name="name">The name, upper case.</param>
    /// <param name="at">Where it is read.</param>
    public abstract Expr? Find(string name, TextLocation at);

    /// <summary>True for arrays such as THETA.</summary>
    /// <param name="name">The name, upper case.</param>
    public abstract bool IsArray(string name);

    /// <summary>The value of an element of an array, or null when there is none, which is reported.</summary>
    /// <param name="array">The array.</param>
    /// <param name="index">Its indices.</param>
    /// <param name="at">Where it is read.</param>
    public abstract Expr? FindElement(string array, ImmutableArray<int> index, TextLocation at);

    /// <summary>The value of an element that is called by a name, such as THETA(CL), or null when the name is none of the array's.</summary>
    /// <param name="array">The array.</param>
    /// <param name="name">The name, upper case.</param>
    /// <param name="at">Where it is read.</param>
    public virtual Expr? FindNamedElement(string array, string name, TextLocation at) => null;

    /// <summary>What a name that cannot be assigned is, or null for one that can.</summary>
    /// <param name="name">The name, upper case.</param>
    public abstract string? WhyReadOnly(string name);

    /// <summary>True for a variable that other code changes before these statements are run again.</summary>
    /// <param name="key">The variable.</param>
    public virtual bool IsAssignedElsewhere(string key) => false;

    /// <summary>
    /// The value a variable keeps when it is assigned at a subject's first record only, or null when the condition is another one
    /// or the value cannot be had.
    /// </summary>
    /// <param name="condition">Under which it is assigned.</param>
    /// <param name="value">The value.</param>
    public virtual Expr? AtFirstRecord(Condition condition, Expr value) => null;

    /// <summary>1 from a model event time on and 0 before (MPAST).</summary>
    /// <param name="time">The event time (MTIME).</param>
    public abstract Expr Past(Expr time);

    /// <summary>True for symbols that no named definition may contain: residual errors.</summary>
    /// <param name="symbol">The symbol.</param>
    public abstract bool IsTransient(Symbol symbol);
}
