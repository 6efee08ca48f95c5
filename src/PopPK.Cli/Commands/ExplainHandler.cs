using System.Collections.Immutable;
using PopPK.Cli.Output;
using PopPK.Cli.Pipeline;
using PopPK.Language.Nonmem;
using PopPK.Language.Poppk;
using PopPK.Language.Poppk.Lexing;
using PopPK.Language.Poppk.Syntax;
using PopPK.Language.Poppk.Writing;
using PopPK.Text;

namespace PopPK.Cli.Commands;

/// <summary>Carries out <c>explain</c>: prints a stage between the model's text and the code that runs.</summary>
/// <param name="environment">Where the command runs.</param>
/// <param name="printer">Shows problems.</param>
internal sealed class ExplainHandler(CliEnvironment environment, DiagnosticPrinter printer)
{
    /// <summary>The stages in their order.</summary>
    public static ImmutableArray<string> Stages { get; } = ["tokens", "syntax", "model", "equations", "kernels"];

    /// <summary>Explains a model.</summary>
    /// <param name="modelPath">The model file, as the user named it.</param>
    /// <param name="stage">One of <see cref="Stages"/>.</param>
    /// <returns>One of <see cref="ExitCode"/>; a stage is printed as far as it exists even when the model has errors.</returns>
    public int Run(string modelPath, string stage)
    {
        var session = ModelSession.OpenModel(modelPath, environment);
        var problems = new DiagnosticBag();
        problems.AddRange(session.Diagnostics);
        if (TextOf(session, stage, problems) is { } text)
        {
            environment.Out.Write(text);
        }

        printer.Print(problems);
        return problems.HasErrors ? ExitCode.WrongInput : ExitCode.Done;
    }

    private static string? TextOf(ModelSession session, string stage, DiagnosticBag problems)
    {
        switch (stage)
        {
            case "tokens" when session.Stream is not null:
                problems.Error("PK6003", "a control stream has no stage 'tokens'", new FileLocation(session.ModelFile!.Name), "stage 'syntax' shows its records");
                return null;
            case "tokens":
                return session.Reading is { } reading ? TokenPrinter.Print(reading.Tokens, reading.Source) : null;
            case "syntax":
                return session.Stream is { } stream ? ControlStreamPrinter.Print(stream.Stream) : session.Reading is { } parsed ? SyntaxPrinter.Print(parsed.Syntax) : null;
            case "model":
                return session.Model is { } model ? ModelPrinter.Print(model) : null;
        }

        if (session.Compile() is not { } compilation)
        {
            return null;
        }

        problems.AddRange(compilation.Diagnostics);
        return compilation.Model is not { } compiled ? null
            : stage == "equations" ? CompiledModelPrinter.Equations(compiled)
            : CompiledModelPrinter.Kernels(compiled);
    }
}
