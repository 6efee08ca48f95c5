using System.Collections.Immutable;
using PopPK.Text;

namespace PopPK;

/// <summary>
/// A model or its data cannot be used as they are. It is their author's to mend, not the program's: <see cref="Diagnostics"/> says what, where
/// and how, all problems at once.
/// </summary>
/// <remarks>
/// <see cref="Exception.Message"/> shows all errors with their places, but no values of the data, since messages end in logs;
/// <see cref="Render"/> shows the values too.
/// </remarks>
/// <example>
/// <code>
/// try
/// {
///     var model = PharmacometricModel.Load("theophylline.poppk");
/// }
/// catch (ModelException problem)
/// {
///     Console.Error.WriteLine(problem.Render());
/// }
/// </code>
/// </example>
public sealed class ModelException : Exception
{
    /// <summary>Tells of problems.</summary>
    /// <param name="diagnostics">Everything that was found; at least one is an error.</param>
    /// <exception cref="ArgumentException">None is an error.</exception>
    public ModelException(ImmutableArray<Diagnostic> diagnostics)
        : base(Text(diagnostics, hideValues: true))
    {
        if (!diagnostics.Any(d => d.IsError))
        {
            throw new ArgumentException("None of the diagnostics is an error.", nameof(diagnostics));
        }

        Diagnostics = diagnostics;
    }

    /// <summary>Everything that was found, warnings and notes too.</summary>
    public ImmutableArray<Diagnostic> Diagnostics { get; }

    /// <summary>The errors as <c>poppk</c> prints them: with code, place, excerpt and advice.</summary>
    /// <param name="hideValues">True to show <c>***</c> for cells of the data, which may be patients'.</param>
    public string Render(bool hideValues = false) => Text(Diagnostics, hideValues);

    private static string Text(ImmutableArray<Diagnostic> diagnostics, bool hideValues) => diagnostics.IsDefault
        ? throw new ArgumentException("There are no diagnostics.", nameof(diagnostics))
        : string.Join('\n', diagnostics.Where(d => d.IsError).Select(d => DiagnosticRenderer.Render(d, hideValues)));
}
