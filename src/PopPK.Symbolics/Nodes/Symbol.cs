namespace PopPK.Symbolics;

/// <summary>A variable of an expression. Two symbols are the same only when they are the same object; the name is for people.</summary>
/// <param name="name">Name shown in printed expressions; need not be unique.</param>
public sealed class Symbol(string name)
{
    /// <summary>Name shown in printed expressions.</summary>
    public string Name { get; } = name;

    /// <inheritdoc/>
    public override string ToString() => Name;
}
