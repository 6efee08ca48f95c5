using System.Text;
using PopPK.Language.Poppk.Binding;
using PopPK.Modeling;
using PopPK.Symbolics;

namespace PopPK.Language.Poppk.Writing;

/// <summary>
/// The names the symbols of a model get in a model text. Models of other languages may have names that are no words
/// of this one, or the same name twice; every symbol gets a name of its own that can be read back.
/// </summary>
internal sealed class SourceNames
{
    private readonly Dictionary<Symbol, string> _names = [];
    private readonly HashSet<string> _taken = [.. FunctionTable.Names];

    /// <summary>Names the symbols of a model.</summary>
    /// <param name="model">The model.</param>
    public SourceNames(PopulationModel model)
    {
        _names[model.Time] = "TIME";
        _names[model.Observed] = "DV";
        if (model.Mixture is not null)
        {
            _taken.Add(MixtureBinder.Rest);
        }

        // Covariates first: their names are those of data columns and must stay.
        AddAll(model.Covariates.Select(c => c.Symbol));
        AddCompartments(model.Structure);
        AddAll(model.FixedEffects.Select(f => f.Symbol));
        AddAll(model.RandomEffects.SelectMany(b => b.Effects).Select(e => e.Symbol));
        if (model.Mixture is { } mixture)
        {
            AddAll([mixture.Class]);
        }

        AddAll(model.Individual.Select(d => d.Symbol));
        AddAll(model.Predictions.Select(d => d.Symbol));
    }

    /// <summary>The name of a symbol; its own where the model does not declare it.</summary>
    /// <param name="symbol">The symbol.</param>
    public string Of(Symbol symbol) => _names.GetValueOrDefault(symbol, symbol.Name);

    /// <summary>Takes a name for something that is no symbol; false when it is not free, or no name.</summary>
    /// <param name="name">The name.</param>
    public bool TryTake(string name) =>
        IsName(name) && !Vocabulary.IsReserved(name) && !Vocabulary.StandardColumns.Contains(name) && _taken.Add(name);

    /// <summary>True when a text can be written as a name without quotes.</summary>
    /// <param name="text">The text.</param>
    public static bool IsName(string text) =>
        text.Length > 0 && (char.IsAsciiLetter(text[0]) || text[0] == '_') && text.All(IsNamePart);

    private void AddCompartments(StructuralModel structure)
    {
        if (structure is not ClosedFormStructure closed)
        {
            AddAll(structure.Compartments.Select(c => c.Amount));
            return;
        }

        // The language names the compartments of closed forms itself.
        var names = ClosedFormRoles.CompartmentNames(closed.Exchange.Length, closed.AbsorptionRate is not null);
        foreach (var (compartment, name) in closed.Compartments.Zip(names))
        {
            _names[compartment.Amount] = name;
            _taken.Add(name);
        }
    }

    private void AddAll(IEnumerable<Symbol> symbols)
    {
        foreach (var symbol in symbols)
        {
            var plain = Plain(symbol.Name);
            var name = plain;
            for (var i = 2; Vocabulary.IsReserved(name) || !_taken.Add(name); i++)
            {
                name = $"{plain}_{i}";
            }

            _names[symbol] = name;
        }
    }

    private static string Plain(string name)
    {
        var plain = new StringBuilder();
        foreach (var character in name)
        {
            plain.Append(IsNamePart(character) ? character : '_');
        }

        return plain.Length > 0 && (char.IsAsciiLetter(plain[0]) || plain[0] == '_') ? plain.ToString() : "_" + plain;
    }

    private static bool IsNamePart(char character) => char.IsAsciiLetterOrDigit(character) || character is '_' or '.';
}
