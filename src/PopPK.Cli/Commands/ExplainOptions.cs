using System.Collections.Immutable;
using System.CommandLine;
using PopPK.Cli.Pipeline;
using PopPK.Text;

namespace PopPK.Cli.Commands;

/// <summary>
/// The options of <c>explain</c>, and how they become a request: <c>explain MODEL --stage STAGE</c> is about a model,
/// <c>explain MODEL --subject ID</c> and <c>explain DATA --model MODEL --subject ID</c> are about a subject. One owner.
/// </summary>
internal sealed class ExplainOptions
{
    private static readonly ImmutableArray<string> DataExtensions = [".csv", ".dat", ".txt", ".tab", ".prn"];

    private readonly Argument<string?> _file = new("MODEL")
    {
        Description = "model file (*.poppk); with --model a data file",
        Arity = ArgumentArity.ZeroOrOne,
    };

    private readonly Option<bool> _capabilities = new("--capabilities") { Description = "show which methods compute with which features of models; takes no model" };
    private readonly Option<string> _model = new("--model") { HelpName = "MODEL", Description = "model file, when the first file is a data file" };
    private readonly Option<string> _data = RunOptions.DataOption();
    private readonly Option<string> _subject = new("--subject") { HelpName = "ID", Description = "the subject to follow, by its ID" };
    private readonly Option<bool> _hideValues = RunOptions.HideValuesOption();

    private readonly Option<string> _stage = new("--stage")
    {
        HelpName = "STAGE",
        Description = $"of a model, from text to machine code: {string.Join(", ", ExplainHandler.Stages)}; "
            + $"of a subject: {string.Join(", ", ExplainSubjectHandler.Stages)} (default {ExplainSubjectHandler.DefaultStage})",
    };

    /// <summary>Adds the options to a command.</summary>
    /// <param name="command">The command.</param>
    public ExplainOptions(Command command)
    {
        command.Add(_file);
        foreach (var option in (Option[])[_stage, _subject, _model, _data, _hideValues, _capabilities])
        {
            command.Add(option);
        }
    }

    /// <summary>True when the user asked what methods can do.</summary>
    /// <param name="result">The parsed command.</param>
    /// <param name="text">The command, for messages.</param>
    /// <param name="problems">Receives what was given beside it and has no use.</param>
    public bool IsAboutMethods(ParseResult result, CommandLineText text, DiagnosticBag problems)
    {
        if (!result.GetValue(_capabilities))
        {
            return false;
        }

        string?[] others = [result.GetValue(_file), result.GetValue(_model), result.GetValue(_data), result.GetValue(_subject), result.GetValue(_stage)];
        if (others.OfType<string>().FirstOrDefault() is { } unused)
        {
            problems.Error("PK6003", "--capabilities is about the methods alone", text.Locate(unused), $"leave out '{unused}'; poppk check MODEL says what a model cannot be run with");
        }

        return true;
    }

    /// <summary>What the user asked for.</summary>
    /// <param name="result">The parsed command.</param>
    /// <param name="text">The command, for messages.</param>
    /// <param name="problems">Receives what is wrong; then the request means nothing.</param>
    public ExplainRequest Bind(ParseResult result, CommandLineText text, DiagnosticBag problems)
    {
        var file = result.GetValue(_file) ?? "";
        if (file.Length == 0)
        {
            problems.Error("PK6002", "explain needs a model", text.AtEnd, "write poppk explain MODEL, where MODEL is a *.poppk file, or poppk explain --capabilities");
        }

        var (model, data, subject, stage) = (result.GetValue(_model), result.GetValue(_data), result.GetValue(_subject), result.GetValue(_stage));
        if (model is not null && data is not null)
        {
            problems.Error("PK6003", $"'{file}' and '{data}' cannot both be the data file", text.Locate(data),
                $"with --model the first file is the data file: leave out --data, or write poppk explain {model} --data {data}");
        }
        else if (model is null && DataExtensions.Contains(Path.GetExtension(file).ToLowerInvariant()))
        {
            problems.Error("PK6002", $"'{file}' looks like a data file, and the model is missing", text.Locate(file), $"write poppk explain {file} --model MODEL --subject ID");
        }

        var isAboutSubject = subject is not null || model is not null;
        stage ??= isAboutSubject ? ExplainSubjectHandler.DefaultStage : null;
        if (file.Length > 0)
        {
            CheckStage(stage, subject, model ?? data, text, problems);
        }

        return new ExplainRequest
        {
            ModelPath = model ?? file,
            DataPath = model is null ? data : file,
            SubjectId = subject,
            SubjectLocation = subject is null ? text.AtEnd : text.Locate(subject),
            Stage = stage ?? "",
            IsAboutSubject = ExplainSubjectHandler.Stages.Contains(stage ?? ""),
            HideValues = result.GetValue(_hideValues),
        };
    }

    private static void CheckStage(string? stage, string? subject, string? other, CommandLineText text, DiagnosticBag problems)
    {
        var all = ExplainHandler.Stages.AddRange(ExplainSubjectHandler.Stages);
        if (stage is null)
        {
            problems.Error("PK6002", "explain needs --stage or --subject", text.AtEnd,
                $"give --stage and one of {string.Join(", ", ExplainHandler.Stages)}, or --subject and the ID of one to follow");
        }
        else if (!all.Contains(stage))
        {
            problems.Error("PK6003", $"there is no stage '{stage}'", text.Locate(stage), Suggestion.Advice(stage, all)
                ?? $"the stages of a model are {string.Join(", ", ExplainHandler.Stages)}, those of a subject {string.Join(", ", ExplainSubjectHandler.Stages)}");
        }
        else if (ExplainHandler.Stages.Contains(stage) && (subject ?? other) is { } unused)
        {
            problems.Error("PK6003", $"stage '{stage}' is about the model alone, without {(subject is null ? "data" : "a subject")}", text.Locate(unused),
                $"leave out '{unused}', or ask for {string.Join(", ", ExplainSubjectHandler.Stages)}");
        }
    }
}
